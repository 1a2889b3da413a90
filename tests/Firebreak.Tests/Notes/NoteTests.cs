using System.Text;
using Firebreak.Log.Notes;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Firebreak.Tests.Notes;

public sealed class NoteTests
{
    private const string Text = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";

    private static readonly SigningKey Log = TestKeys.Of("log.example/00o1");
    private static readonly SigningKey Other = TestKeys.Of("other.example", seed: 8);

    // A line by a signer that nobody here knows, with a signature of a length that nobody here knows.
    private static readonly NoteSignature Unknown = new("someone.else", 0x01020304, [.. Enumerable.Repeat((byte)0xAB, 200)]);

    [Fact]
    public void The_note_of_Gos_documentation_is_read_and_is_signed()
    {
        var text = Text + "\n\u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";
        Assert.True(VerifierKey.TryParse("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", out var key));
        Assert.True(Note.TryParse(Encoding.UTF8.GetBytes(text), out var note));
        Assert.Equal(Text, note.Text);
        Assert.True(note.IsSignedBy(key));
        Assert.Equal(text, note.ToString());
    }

    [Fact]
    public void A_note_is_the_same_when_it_is_read_and_is_signed_by_those_who_signed()
    {
        var note = Note.Sign(Text, Log, Other);
        Assert.True(Note.TryParse(note.ToBytes(), out var read));
        Assert.Equal(note.ToBytes(), read.ToBytes());
        Assert.True(read.IsSignedBy(Log.Verifier));
        Assert.True(read.IsSignedBy(Other.Verifier));
        Assert.False(read.IsSignedBy(TestKeys.Of("log.example/00o1", seed: 99).Verifier));
        Assert.False(read.IsSignedBy(TestKeys.Of("third.example").Verifier));
    }

    [Fact]
    public void Lines_by_signers_nobody_knows_are_kept_and_disturb_nothing()
    {
        var note = Note.Sign(Text, Log).With(Unknown);
        note = new Note(Text, [Unknown, .. note.Signatures, Unknown with { Name = "third" }]);
        Assert.True(Note.TryParse(note.ToBytes(), out var read));
        Assert.Equal(note.ToBytes(), read.ToBytes());
        Assert.Equal(4, read.Signatures.Length);
        Assert.True(read.IsSignedBy(Log.Verifier));
        Assert.False(read.IsSignedBy(Other.Verifier));
    }

    [Fact]
    public void A_line_of_the_same_name_and_another_key_id_is_a_line_by_somebody_else()
    {
        var note = Note.Sign(Text, Log).With(Unknown with { Name = Log.Verifier.Name });
        Assert.True(note.IsSignedBy(Log.Verifier));
        // And a line with the key's id and another name.
        Assert.True(Note.Sign(Text, Log).With(Unknown with { KeyId = Log.Verifier.Id }).IsSignedBy(Log.Verifier));
    }

    [Fact]
    public void A_text_that_was_altered_is_not_signed()
    {
        var note = Note.Sign(Text, Log);
        Assert.False((note with { Text = Text + "And one line more.\n" }).IsSignedBy(Log.Verifier));
        Assert.False((note with { Text = Text[1..] }).IsSignedBy(Log.Verifier));
        Assert.False((note with { Text = Text.Replace("answer", "Answer", StringComparison.Ordinal) }).IsSignedBy(Log.Verifier));
    }

    [Fact]
    public void One_bad_line_by_a_key_spoils_a_good_one()
    {
        var good = Note.Sign(Text, Log).Signatures[0];
        var bad = good with { Bytes = [.. Log.Sign("something else\n"u8)] };
        Assert.True(new Note(Text, [good]).IsSignedBy(Log.Verifier));
        Assert.True(new Note(Text, [good, good]).IsSignedBy(Log.Verifier));
        Assert.False(new Note(Text, [bad]).IsSignedBy(Log.Verifier));
        Assert.False(new Note(Text, [good, bad]).IsSignedBy(Log.Verifier));
        Assert.False(new Note(Text, [bad, good]).IsSignedBy(Log.Verifier));
        Assert.False(new Note(Text, [good, good with { Bytes = [1] }]).IsSignedBy(Log.Verifier));
    }

    [Fact]
    public void A_note_without_a_line_is_signed_by_nobody() => Assert.False(new Note(Text, []).IsSignedBy(Log.Verifier));

    [Fact]
    public void A_witness_s_key_signs_checkpoints_with_a_time_and_no_notes()
    {
        var witness = TestKeys.Witness("witness.example");
        Assert.False(Note.Sign(Text, witness).IsSignedBy(witness.Verifier));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("\n\n")]
    [InlineData("text\n")]
    [InlineData("text\n\n")]
    [InlineData("text\n\n\u2014 name AAAAAAA=")] // no newline at the end
    [InlineData("text\n\u2014 name AAAAAAA=\n")] // no empty line
    [InlineData("text\n\n\u2014 name AAAAAAA=\n\n")]
    [InlineData("text\n\n\u2014 name AAAAAAA=\nmore\n")]
    [InlineData("text\n\n- name AAAAAAA=\n")]
    [InlineData("text\n\n\u2014name AAAAAAA=\n")]
    [InlineData("text\n\n\u2014  AAAAAAA=\n")]
    [InlineData("text\n\n\u2014 name\n")]
    [InlineData("text\n\n\u2014 name \n")]
    [InlineData("text\n\n\u2014 na+me AAAAAAA=\n")]
    [InlineData("text\n\n\u2014 name AAAAAAA= more\n")]
    [InlineData("text\n\n\u2014 name  AAAAAAA=\n")]
    [InlineData("text\n\n\u2014 name AAAAAA==\n")] // a key id and no signature
    [InlineData("text\n\n\u2014 name AAAAAAA\n")]
    [InlineData("text\n\n\u2014 name AAAAAAB=\n")] // a second text for the same bytes
    [InlineData("text\n\n\u2014 name AAAA****\n")]
    [InlineData("te\rxt\n\n\u2014 name AAAAAAA=\n")]
    [InlineData("te\0xt\n\n\u2014 name AAAAAAA=\n")]
    [InlineData("te\txt\n\n\u2014 name AAAAAAA=\n")]
    [InlineData("text\r\n\r\n\u2014 name AAAAAAA=\r\n")]
    public void What_is_no_note_is_refused(string text) => Assert.False(Note.TryParse(Encoding.UTF8.GetBytes(text), out _));

    [Theory]
    [InlineData("text\n\n\u2014 name AAAAAAA=\n")]
    [InlineData("two\n\nparts\n\n\u2014 name AAAAAAA=\n")]
    [InlineData("\n\n\u2014 name AAAAAAA=\n")]
    [InlineData("text\n\n\u2014 name AAAAAAA=\n\u2014 name AAAAAAA=\n")]
    [InlineData("\ufefftext\n\n\u2014 näme AAAAAAA=\n")]
    public void What_is_a_note_comes_back_as_it_was(string text)
    {
        Assert.True(Note.TryParse(Encoding.UTF8.GetBytes(text), out var note));
        Assert.Equal(text, note.ToString());
    }

    [Fact]
    public void Bytes_that_are_not_UTF_8_are_no_note() =>
        Assert.False(Note.TryParse([0xC3, 0x28, .. "\n\n\u2014 name AAAAAAA=\n"u8], out _));

    [Fact]
    public void A_note_has_limits()
    {
        var line = "\u2014 name AAAAAAA=\n";
        Assert.True(Note.TryParse(Encoding.UTF8.GetBytes("t\n\n" + string.Concat(Enumerable.Repeat(line, 100))), out _));
        Assert.False(Note.TryParse(Encoding.UTF8.GetBytes("t\n\n" + string.Concat(Enumerable.Repeat(line, 101))), out _));
        Assert.False(Note.TryParse(Encoding.UTF8.GetBytes(new string('t', 1_000_000) + "\n\n" + line), out _));
        Assert.Throws<ArgumentException>(() => Note.Sign("no newline", Log));
    }

    [Fact]
    public void No_note_with_any_byte_changed_is_still_signed_unless_nobody_signed_that_byte()
    {
        var bytes = Note.Sign(Text, Log).With(Unknown).ToBytes();
        var unknownFrom = bytes.AsSpan().IndexOf("someone.else"u8) - 4; // the dash and its space
        foreach (var at in Enumerable.Range(0, bytes.Length))
        {
            foreach (var changed in OtherBytes(bytes[at]))
            {
                byte[] altered = [.. bytes];
                altered[at] = changed;
                if (!Note.TryParse(altered, out var note)) continue;
                Assert.Equal(altered, note.ToBytes());
                Assert.False(note.IsSignedBy(Log.Verifier) && at < unknownFrom, $"byte {at} changed to {changed}");
            }
        }
    }

    [Fact]
    public void What_is_read_is_what_is_written_whatever_was_cut_out_put_in_or_swapped() =>
        Prop.ForAll(Damaged().ToArbitrary(), bytes =>
        {
            if (Note.TryParse(bytes, out var note)) Assert.Equal(bytes, note.ToBytes());
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));

    /// <summary>What a byte may be changed to: each bit of it turned over, and what means something in a note.</summary>
    internal static IEnumerable<byte> OtherBytes(byte value) =>
        Enumerable.Range(0, 8).Select(bit => (byte)(value ^ (1 << bit))).Concat("\n =+Aa0"u8.ToArray()).Where(other => other != value);

    private static Gen<byte[]> Damaged()
    {
        var bytes = Note.Sign(Text, Log, Other).With(Unknown).ToBytes();
        return from at in Gen.Choose(0, bytes.Length - 1)
               from length in Gen.Choose(0, 6)
               from put in Gen.Elements("", "\n", "\n\n", "=", " ", "+", "\u2014 ", "A", "AB", "\u00a0", "\ud800")
               from again in Gen.Choose(0, bytes.Length - 1)
               select (byte[])[.. bytes[..at], .. Encoding.UTF8.GetBytes(put), .. bytes[Math.Min(at + length, bytes.Length)..], .. again % 5 == 0 ? bytes[again..] : []];
    }
}
