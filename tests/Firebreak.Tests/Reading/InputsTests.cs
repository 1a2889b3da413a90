using System.Text;
using Firebreak.Log.Reading;
using Xunit;

namespace Firebreak.Tests.Reading;

public sealed class InputsTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_folder_stands_for_its_files_in_order_and_what_is_left_out_is_named()
    {
        foreach (var name in new[] { "b.json", "B.json", "a/z.ndjson", "a/b/c.jsonl", "a.log", "c.JSON.GZ", ".hidden.json", "x.txt", "a/y", "x.json.bak" }) _folder.Write(name, "");
        var leftOut = new List<string>();
        var files = Inputs.Expand([_folder.At("x.txt"), "-", _folder.Path], leftOut.Add).ToList();
        Assert.Equal(
            [_folder.At("x.txt"), "-", .. new[] { ".hidden.json", "B.json", "a.log", "a/b/c.jsonl", "a/z.ndjson", "b.json", "c.JSON.GZ" }.Select(_folder.At)],
            files);
        Assert.Equal(new[] { "a/y", "x.json.bak", "x.txt" }.Select(_folder.At), leftOut);
    }

    [Fact]
    public void A_folder_that_a_link_leads_back_to_is_read_once()
    {
        _folder.Write("a/x.json", "");
        System.IO.Directory.CreateSymbolicLink(_folder.At("a/loop"), _folder.Path);
        var leftOut = new List<string>();
        Assert.Equal([_folder.At("a/x.json")], Inputs.Expand([_folder.Path], leftOut.Add));
        Assert.Equal([_folder.At("a/loop")], leftOut);
        Assert.Equal([_folder.At("a/loop/a/x.json")], Inputs.Expand([_folder.At("a/loop")], _ => { }));
    }

    [Fact]
    public void What_is_not_there_is_said()
    {
        var gone = _folder.At("gone.json");
        Assert.Equal($"{gone}: there is no such file or folder.", Assert.Throws<InputException>(() => Inputs.Expand([gone], _ => { }).ToList()).Message);
        Assert.StartsWith($"{gone}: cannot be read: ", Assert.Throws<InputException>(() => Inputs.Open(gone)).Message, StringComparison.Ordinal);
        Assert.StartsWith($"{_folder.Path}: cannot be read: ", Assert.Throws<InputException>(() => Inputs.Open(_folder.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_may_not_be_read_is_said()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess, "Whoever may read everything cannot see this.");
        var file = _folder.Write("a/x.json", SomeLine.Event(1));
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file, UnixFileMode.None);
        Assert.StartsWith($"{file}: cannot be read: ", Assert.Throws<InputException>(() => Inputs.Open(file)).Message, StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(_folder.At("a"), UnixFileMode.None);
        try
        {
            Assert.StartsWith($"{_folder.Path}: cannot be listed: ", Assert.Throws<InputException>(() => Inputs.Expand([_folder.Path], _ => { }).ToList()).Message, StringComparison.Ordinal);
        }
        finally
        {
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(_folder.At("a"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    [Fact]
    public void What_no_reading_helps_is_refused_with_the_way_out()
    {
        foreach (var encoding in new[] { Encoding.Unicode, Encoding.BigEndianUnicode })
        {
            byte[] bytes = [.. encoding.GetPreamble(), .. encoding.GetBytes(SomeLine.Event(1))];
            foreach (var path in new[] { _folder.Write("utf16.json", bytes), _folder.Write("utf16.json.gz", TempFolder.Gzip(bytes)) })
            {
                Assert.Equal(
                    $"{path}: is UTF-16; write it as UTF-8 (in PowerShell: Out-File -Encoding utf8).",
                    Assert.Throws<InputException>(() => Inputs.Open(path)).Message);
            }
        }

        var zip = _folder.Write("logs.json", "PK\u0003\u0004 and so on");
        Assert.Equal($"{zip}: is a zip archive; unpack it first, or use gzip.", Assert.Throws<InputException>(() => Inputs.Open(zip)).Message);
    }

    [Fact]
    public void A_byte_order_mark_is_passed_over()
    {
        byte[] mark = [0xEF, 0xBB, 0xBF];
        var lines = Enumerable.Range(0, 3000).Select(SomeLine.Event).ToArray();
        foreach (var text in new[] { string.Join("\r\n", lines), "\n" + string.Join('\n', lines) + "\n", $"[{string.Join(",\n", lines)}]", " [" + string.Join(',', lines) + "]" })
        {
            byte[] bytes = [.. mark, .. Encoding.UTF8.GetBytes(text)];
            Assert.Equal(lines, Scanned.OfBytes(_folder, bytes).Events);
            Assert.Equal(lines, Scanned.OfBytes(_folder, TempFolder.Gzip(bytes)).Events);
        }

        Assert.Equal(0, Scanned.OfBytes(_folder, mark).Result.Counts.Read);
        Assert.Equal(1, Scanned.OfBytes(_folder, [.. mark, .. mark, .. "{}"u8]).Result.Counts.Malformed);
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("\n", 0)]
    [InlineData("\r\n\r\n", 0)]
    [InlineData("[]", 0)]
    [InlineData(" \n[ ]\n", 0)]
    [InlineData("{}", 1)]
    [InlineData("{}\n{}", 2)]
    [InlineData("x", 1)]
    public void A_small_file_has_as_many_lines_as_it_has(string text, int lines)
    {
        foreach (var bytes in new[] { Encoding.UTF8.GetBytes(text), TempFolder.Gzip(Encoding.UTF8.GetBytes(text)) })
        {
            var result = Scanned.OfBytes(_folder, bytes).Result;
            Assert.Equal(lines, result.Counts.Read);
            Assert.Equal(lines > 0 ? 1 : 0, result.Unread.Length);
        }
    }

    [Fact]
    public void Gzip_may_have_many_members_and_be_packed_twice()
    {
        var lines = Enumerable.Range(0, 5000).Select(SomeLine.Event).ToArray();
        var members = lines.Chunk(700).SelectMany(chunk => TempFolder.Gzip(Encoding.UTF8.GetBytes(string.Join('\n', chunk) + "\n"))).ToArray();
        Assert.Equal(lines, Scanned.OfBytes(_folder, members).Events);
        Assert.Equal(lines, Scanned.OfBytes(_folder, TempFolder.Gzip(members)).Events);

        // A member may end within a line, and be empty.
        var text = Encoding.UTF8.GetBytes(string.Join('\n', lines));
        byte[] cut = [.. TempFolder.Gzip(text.AsSpan(0, 100_001)), .. TempFolder.Gzip([]), .. TempFolder.Gzip(text.AsSpan(100_001))];
        Assert.Equal(lines, Scanned.OfBytes(_folder, cut).Events);
    }

    [Fact]
    public void Gzip_that_is_cut_off_or_broken_is_never_taken_for_whole()
    {
        var lines = Enumerable.Range(0, 4000).Select(SomeLine.Event).ToArray();
        var whole = TempFolder.Gzip(Encoding.UTF8.GetBytes(string.Join('\n', lines)));
        foreach (var length in Enumerable.Range(1, 60).Select(i => whole.Length * i / 61).Concat([3, 9, 10, 11, whole.Length - 9, whole.Length - 8, whole.Length - 1]))
        {
            var path = _folder.Write("cut.gz", whole.AsSpan(0, length));
            var scanned = Scanned.OfFile(_folder, path);
            Assert.Contains(scanned.Result.Unread, problem => problem.StartsWith($"{path}: cannot be read to its end: ", StringComparison.Ordinal));
            // What came before the break is there.
            Assert.Equal(lines.Take(scanned.Events.Length), scanned.Events);
            if (length > whole.Length / 2) Assert.NotEmpty(scanned.Events);
        }

        var broken = whole.ToArray();
        broken[whole.Length / 2] ^= 0x10;
        Assert.NotEmpty(Scanned.OfBytes(_folder, broken).Result.Unread);
    }
}
