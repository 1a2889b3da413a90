using System.Text;
using Firebreak.Log.Merkle;
using Firebreak.Log.Notes;
using Xunit;

namespace Firebreak.Tests.Notes;

public sealed class CheckpointTests
{
    private const string Root = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";

    private static readonly SigningKey Log = TestKeys.Of("log.example/00o1");
    private static readonly SigningKey Witness = TestKeys.Witness("witness.example");
    private static readonly DateTimeOffset Seen = new(2022, 1, 20, 23, 18, 0, TimeSpan.Zero);

    private static readonly SignedCheckpoint Signed = SignedCheckpoint.Sign(new Checkpoint("log.example/00o1", 42, Hash.OfLeaf("x"u8)), Log);

    [Theory]
    [InlineData("log\n0\n" + Root + "\n", 0, "")]
    [InlineData("log\n9223372036854775807\n" + Root + "\n", long.MaxValue, "")]
    [InlineData("a log with spaces\n7\n" + Root + "\nextension 1\nextension 2\n", 7, "extension 1\nextension 2\n")]
    public void A_checkpoint_comes_back_as_it_was(string text, long size, string extensions)
    {
        Assert.True(Checkpoint.TryParse(text, out var checkpoint));
        Assert.Equal((size, extensions, Hash.Empty), (checkpoint.Size, checkpoint.Extensions, checkpoint.Root));
        Assert.Equal(text, checkpoint.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("log\n")]
    [InlineData("log\n0\n" + Root)]
    [InlineData("\n0\n" + Root + "\n")]
    [InlineData("log\n\n" + Root + "\n")]
    [InlineData("log\n00\n" + Root + "\n")]
    [InlineData("log\n01\n" + Root + "\n")]
    [InlineData("log\n-1\n" + Root + "\n")]
    [InlineData("log\n+1\n" + Root + "\n")]
    [InlineData("log\n 1\n" + Root + "\n")]
    [InlineData("log\n1 \n" + Root + "\n")]
    [InlineData("log\n1\0\n" + Root + "\n")]
    [InlineData("log\n1,000\n" + Root + "\n")]
    [InlineData("log\n\u0661\n" + Root + "\n")] // an Arabic one
    [InlineData("log\n0x1\n" + Root + "\n")]
    [InlineData("log\n9223372036854775808\n" + Root + "\n")]
    [InlineData("log\n18446744073709551615\n" + Root + "\n")]
    [InlineData("log\n1\n\n")]
    [InlineData("log\n1\n" + Root + "=\n")]
    [InlineData("log\n1\n " + Root + "\n")]
    [InlineData("log\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFV=\n")]
    [InlineData("log\n1\n47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU=\n")]
    [InlineData("log\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU\n")]
    [InlineData("log\n1\n" + Root + "\nextension")]
    [InlineData("log\n1\n" + Root + "\n\n")]
    [InlineData("log\n1\n" + Root + "\nextension\n\n")]
    [InlineData("log\n1\n" + Root + "\n\nextension\n")]
    public void What_is_no_checkpoint_is_refused(string text) => Assert.False(Checkpoint.TryParse(text, out _));

    [Fact]
    public void A_checkpoint_is_signed_by_the_key_of_its_origin_only()
    {
        Assert.True(Signed.IsSignedBy(Log.Verifier));
        Assert.False(Signed.IsSignedBy(TestKeys.Of("log.example/00o1", seed: 8).Verifier));

        // A valid signature by another log's key vouches for nothing here.
        var other = TestKeys.Of("log.example/00o2");
        var moved = SignedCheckpoint.Sign(Signed.Checkpoint, other);
        Assert.True(moved.Note.IsSignedBy(other.Verifier));
        Assert.False(moved.IsSignedBy(other.Verifier));
        Assert.False(moved.IsSignedBy(Log.Verifier));
    }

    [Fact]
    public void Extensions_are_signed_with_the_rest()
    {
        var signed = SignedCheckpoint.Sign(Signed.Checkpoint with { Extensions = "epoch 17\n" }, Log);
        Assert.True(SignedCheckpoint.TryParse(signed.Note.ToBytes(), out var read));
        Assert.Equal("epoch 17\n", read.Checkpoint.Extensions);
        Assert.True(read.IsSignedBy(Log.Verifier));
        var altered = signed.Note.ToString().Replace("epoch 17", "epoch 18", StringComparison.Ordinal);
        Assert.True(SignedCheckpoint.TryParse(Encoding.UTF8.GetBytes(altered), out read));
        Assert.False(read.IsSignedBy(Log.Verifier));
    }

    [Fact]
    public void A_witness_says_when_it_saw_a_checkpoint()
    {
        var seen = Cosignature.Add(Signed, Witness, Seen.AddMilliseconds(999));
        Assert.True(SignedCheckpoint.TryParse(seen.Note.ToBytes(), out var read));
        Assert.Equal(Seen, read.SeenBy(Witness.Verifier));
        Assert.True(read.IsSignedBy(Log.Verifier));
        Assert.Equal(seen.Note.ToBytes(), read.Note.ToBytes());
        // The line is the key's id, eight bytes of time and a signature.
        Assert.Equal(8 + 64, read.Note.Signatures[1].Bytes.Length);
        Assert.Null(Signed.SeenBy(Witness.Verifier));
    }

    [Fact]
    public void Only_the_witness_itself_can_say_so()
    {
        var seen = Cosignature.Add(Signed, Witness, Seen);
        Assert.Null(seen.SeenBy(TestKeys.Witness("witness.example", seed: 10).Verifier));
        Assert.Null(seen.SeenBy(TestKeys.Witness("other.example").Verifier));
        Assert.Null(seen.SeenBy(TestKeys.Of("witness.example", seed: 9).Verifier));
        Assert.Null(seen.SeenBy(Log.Verifier));
        Assert.False(seen.IsSignedBy(Witness.Verifier));
        Assert.Throws<ArgumentException>(() => Cosignature.Add(Signed, Log, Seen));
    }

    [Fact]
    public void A_cosignature_with_any_bit_changed_is_none()
    {
        var seen = Cosignature.Add(Signed, Witness, Seen);
        var line = seen.Note.Signatures[1];
        for (var bit = 0; bit < line.Bytes.Length * 8; bit++)
        {
            var bytes = line.Bytes.SetItem(bit / 8, (byte)(line.Bytes[bit / 8] ^ (1 << (bit % 8))));
            var altered = seen with { Note = Signed.Note.With(line with { Bytes = bytes }) };
            Assert.Null(altered.SeenBy(Witness.Verifier));
            Assert.True(altered.IsSignedBy(Log.Verifier));
        }
    }

    [Fact]
    public void A_cosignature_is_for_one_checkpoint()
    {
        var line = Cosignature.Add(Signed, Witness, Seen).Note.Signatures[1];
        var next = SignedCheckpoint.Sign(Signed.Checkpoint with { Size = 43 }, Log);
        Assert.Null((next with { Note = next.Note.With(line) }).SeenBy(Witness.Verifier));
    }

    [Fact]
    public void A_time_that_cannot_be_shown_is_no_time()
    {
        foreach (var time in new[] { long.MinValue, -1L, 253_402_300_800, long.MaxValue })
        {
            byte[] bytes = [.. BitConverter.GetBytes(time).Reverse(), .. Witness.Sign(Encoding.UTF8.GetBytes($"cosignature/v1\ntime {time}\n{Signed.Note.Text}"))];
            var signed = Signed with { Note = Signed.Note.With(new NoteSignature(Witness.Verifier.Name, Witness.Verifier.Id, [.. bytes])) };
            Assert.Null(signed.SeenBy(Witness.Verifier));
        }

        Assert.Equal(DateTimeOffset.UnixEpoch, Cosignature.Add(Signed, Witness, DateTimeOffset.UnixEpoch).SeenBy(Witness.Verifier));
    }

    [Fact]
    public void A_bad_cosignature_before_a_good_one_does_not_hide_it()
    {
        var good = Cosignature.Add(Signed, Witness, Seen).Note.Signatures[1];
        var note = Signed.Note.With(good with { Bytes = [.. new byte[72]] }).With(good with { Bytes = [1, 2, 3] }).With(good);
        Assert.Equal(Seen, (Signed with { Note = note }).SeenBy(Witness.Verifier));
    }

    [Fact]
    public void No_signed_checkpoint_with_any_byte_changed_is_still_signed()
    {
        var bytes = Signed.Note.ToBytes();
        foreach (var at in Enumerable.Range(0, bytes.Length))
        {
            foreach (var changed in NoteTests.OtherBytes(bytes[at]))
            {
                byte[] altered = [.. bytes];
                altered[at] = changed;
                Assert.False(SignedCheckpoint.TryParse(altered, out var signed) && signed.IsSignedBy(Log.Verifier), $"byte {at} changed to {changed}");
            }
        }
    }
}
