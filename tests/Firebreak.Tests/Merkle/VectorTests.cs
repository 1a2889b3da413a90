using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Firebreak.Log;
using Firebreak.Log.Merkle;
using Firebreak.Log.Notes;
using Firebreak.Log.Tiles;
using Xunit;

namespace Firebreak.Tests.Merkle;

/// <summary>What others wrote down: transparency-dev/merkle, Tessera and golang.org/x/mod.</summary>
public sealed class VectorTests
{
    // Others refuse to answer for an empty earlier tree. RFC 9162 leaves it open; here every tree only added to the empty one.
    private const string FromEmptyToAnything = "size1 is zero and size2 is not zero";

    [Theory]
    [InlineData("transparency-dev-inclusion.ndjson", 98, 92)]
    [InlineData("xmod-vectors.ndjson", 328, 162)]
    public void Inclusion(string file, int vectors, int refused)
    {
        var all = Read(file, "inclusion");
        Assert.Equal((vectors, refused), (all.Count, all.Count(IsWrong)));
        foreach (var vector in all) Assert.True(IsWrong(vector) != IsIncluded(vector), vector.GetRawText());
    }

    [Theory]
    [InlineData("transparency-dev-consistency.ndjson", 98, 92)]
    [InlineData("xmod-vectors.ndjson", 406, 0)]
    public void Consistency(string file, int vectors, int refused)
    {
        var all = Read(file, "consistency");
        Assert.Equal((vectors, refused), (all.Count, all.Count(IsWrong)));
        foreach (var vector in all)
        {
            var accepted = Tree.IsConsistent(LongOf(vector, "size1"), HashOf(vector, "root1"), LongOf(vector, "size2"), HashOf(vector, "root2"), ProofOf(vector));
            if (TextOf(vector, "desc") == FromEmptyToAnything) Assert.True(accepted);
            else Assert.True(IsWrong(vector) != accepted, vector.GetRawText());
        }
    }

    [Theory]
    [InlineData("tessera-checkpoints.ndjson", 16)]
    [InlineData("xmod-vectors.ndjson", 8)]
    public void Roots(string file, int vectors)
    {
        var all = Read(file, "root");
        Assert.Equal(vectors, all.Count);
        foreach (var vector in all)
        {
            var tree = new MemoryTree();
            foreach (var leaf in vector.GetProperty("leaves").EnumerateArray()) tree.Append(Hash.OfLeaf(leaf.GetBytesFromBase64()));
            Assert.Equal(HashOf(vector, "root"), tree.Root);
        }
    }

    [Fact]
    public void Leaves()
    {
        var all = Read("xmod-vectors.ndjson", "leaf");
        Assert.Equal(17, all.Count);
        foreach (var vector in all)
        {
            Assert.Equal(HashOf(vector, "leafHash"), Hash.OfLeaf(vector.GetProperty("data").GetBytesFromBase64()));
            Assert.Equal(vector.GetProperty("data").GetBytesFromBase64(), EntryOfXmod(vector.GetProperty("index").GetInt32()));
        }
    }

    [Theory]
    [InlineData("tessera-checkpoints.ndjson", 32, 16)]
    [InlineData("xmod-vectors.ndjson", 8, 4)]
    public void Checkpoints(string file, int vectors, int refused)
    {
        var all = Read(file, "checkpoint");
        Assert.Equal((vectors, refused), (all.Count, all.Count(IsWrong)));
        foreach (var vector in all)
        {
            Assert.True(VerifierKey.TryParse(TextOf(vector, "vkey"), out var key));
            var bytes = Encoding.UTF8.GetBytes(TextOf(vector, "note"));
            var accepted = SignedCheckpoint.TryParse(bytes, out var signed) && signed.IsSignedBy(key);
            Assert.True(IsWrong(vector) != accepted, vector.GetRawText());
            if (accepted) Assert.Equal(bytes, signed!.Note.ToBytes());
        }
    }

    [Fact]
    public void A_checkpoint_that_Go_signed_is_signed_here_by_the_same_key_to_the_byte()
    {
        var all = Read("xmod-vectors.ndjson", "checkpoint").Where(vector => !IsWrong(vector)).ToList();
        Assert.Equal(4, all.Count);
        foreach (var vector in all)
        {
            Assert.True(SigningKey.TryParse(TextOf(vector, "skey"), out var key));
            Assert.Equal(TextOf(vector, "skey"), key.Export());
            Assert.Equal(TextOf(vector, "vkey"), key.Verifier.ToString());
            var size = vector.GetProperty("size").GetInt32();
            var checkpoint = new Checkpoint(key.Verifier.Name, size, Tree.Root(XmodTree(), size));
            Assert.Equal(TextOf(vector, "note"), SignedCheckpoint.Sign(checkpoint, key).Note.ToString());
        }
    }

    [Fact]
    public void The_tiles_that_Go_cut_from_600_leaves_are_ours_by_path_and_content()
    {
        using var folder = new Firebreak.Tests.Tiles.TempFolder();
        var key = SigningKey.Generate("log.example/xmod");
        var (written, read) = (new Dictionary<string, byte[]>(StringComparer.Ordinal), 0);
        using (var log = LogWriter.Open(folder.Path, key))
        {
            for (var i = 0; i < 600; i++)
            {
                log.Append(EntryOfXmod(i));
                if (i % 7 == 0 || i is 255 or 511) Collect();
            }

            Collect();

            void Collect()
            {
                log.Commit();
                foreach (var (path, bytes) in folder.Files()) written[path] = bytes;
            }
        }

        var tree = XmodTree();
        foreach (var vector in Read("xmod-vectors.ndjson", "tile"))
        {
            // Go's own path form leads with the tile's height.
            var path = TextOf(vector, "path").Replace("tile/8/", "tile/", StringComparison.Ordinal);
            var expected = MemoryMarshal.Cast<byte, Hash>(vector.GetProperty("data").GetBytesFromBase64()).ToArray();
            Assert.True(Tile.TryParse(path, out var tile));
            Assert.Equal(path, tile.Value.Path);
            Assert.Equal((vector.GetProperty("L").GetInt32(), vector.GetProperty("N").GetInt64(), vector.GetProperty("W").GetInt32()), (tile.Value.Level, tile.Value.Index, tile.Value.Width));
            var hashes = Enumerable.Range(0, tile.Value.Width).Select(i => tree.Read(tile.Value.Level * Tile.Height, (tile.Value.Index * Tile.FullWidth) + i));
            Assert.Equal(expected, hashes);
            if (!written.TryGetValue(path, out var ours)) continue;
            Assert.Equal(expected, MemoryMarshal.Cast<byte, Hash>(ours).ToArray());
            read++;
        }

        Assert.InRange(read, 14, 92);
    }

    [Fact]
    public void Tesseras_tile_is_made_of_its_bundle()
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(SharedData.Path("merkle/tessera-tile.json")));
        var tile = MemoryMarshal.Cast<byte, Hash>(json.RootElement.GetProperty("tile/0/000.p/15").GetBytesFromBase64()).ToArray();
        var bundle = json.RootElement.GetProperty("tile/entries/000.p/15").GetBytesFromBase64();
        Assert.True(Tile.TryParse("tile/entries/000.p/15", out var parsed));
        Assert.Equal(new Tile(Tile.Entries, 0, 15), parsed);

        var (again, position, entries) = (new GrowingBuffer(), 0, new List<string>());
        while (EntryBundle.TryNext(bundle, ref position, out var entry))
        {
            entries.Add(Encoding.UTF8.GetString(bundle[entry]));
            EntryBundle.Append(again, bundle[entry]);
        }

        Assert.Equal(("one", "fivten", 15), (entries[0], entries[^1], entries.Count));
        Assert.Equal(bundle, again.Written.ToArray());
        var leaves = new Hash[16];
        Assert.Equal(15, EntryBundle.HashInPlace(bundle, leaves));
        Assert.Equal(tile, leaves[..15]);
    }

    private static byte[] EntryOfXmod(int index) => index switch
    {
        0 => [],
        < 8 => ReferenceEntries[index],
        _ => Encoding.UTF8.GetBytes($$"""{"n":{{index}},"eventType":"user.session.start"}"""),
    };

    // The entries of the Certificate Transparency reference tree.
    private static readonly byte[][] ReferenceEntries =
    [
        .. new[] { "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f" }.Select(Convert.FromHexString),
    ];

    private static MemoryTree XmodTree()
    {
        var tree = new MemoryTree();
        for (var i = 0; i < 600; i++) tree.Append(Hash.OfLeaf(EntryOfXmod(i)));
        return tree;
    }

    private static List<JsonElement> Read(string file, string kind) =>
    [
        .. File.ReadLines(SharedData.Path("merkle/" + file)).Select(line => JsonDocument.Parse(line).RootElement).Where(vector => TextOf(vector, "kind") == kind),
    ];

    // An index past what a long can hold is past every tree: it arrives as -1. What is no hash is refused when it is read.
    private static bool IsIncluded(JsonElement vector) =>
        Hash.TryParse(TextOf(vector, "root"), out _)
        && Hash.TryParse(TextOf(vector, "leafHash"), out _)
        && Tree.IsIncluded(LongOf(vector, "index"), LongOf(vector, "size"), HashOf(vector, "leafHash"), ProofOf(vector), HashOf(vector, "root"));

    private static bool IsWrong(JsonElement vector) => vector.TryGetProperty("wantErr", out var wrong) && wrong.GetBoolean();

    private static string TextOf(JsonElement vector, string name) => vector.TryGetProperty(name, out var text) ? text.GetString()! : "";

    private static long LongOf(JsonElement vector, string name) => unchecked((long)vector.GetProperty(name).GetUInt64());

    private static Hash HashOf(JsonElement vector, string name) => HashOf(vector.GetProperty(name));

    // Where a vector says "don't care" in place of a hash, the hash begins with that.
    private static Hash HashOf(JsonElement text)
    {
        var bytes = text.GetBytesFromBase64();
        return new Hash(bytes.Length == Hash.Length ? bytes : [.. bytes, .. new byte[Hash.Length - bytes.Length]]);
    }

    private static List<Hash> ProofOf(JsonElement vector) =>
        vector.GetProperty("proof") is { ValueKind: JsonValueKind.Array } proof ? [.. proof.EnumerateArray().Select(HashOf)] : [];
}
