using System.Security.Cryptography;
using Xunit;

namespace Firebreak.Tests.Cli;

public sealed class DemoCommandTests(SupportLogFixture logs)
{
    [Fact]
    public void The_demo_shows_each_thing_and_leaves_nothing_behind()
    {
        var before = System.IO.Directory.GetDirectories(Path.GetTempPath(), "firebreak-demo-*");
        var said = Program.Run(logs.NewFolder(), "demo").Succeeds().Output;
        Assert.Contains("2,429 events in 366 orgs", said, StringComparison.Ordinal);
        Assert.Contains("proved complete", said, StringComparison.Ordinal);
        Assert.Contains("verify finds it: log: entry 4711", said, StringComparison.Ordinal);
        Assert.Equal(before, System.IO.Directory.GetDirectories(Path.GetTempPath(), "firebreak-demo-*"));
    }

    [Fact]
    public void The_demo_keeps_its_files_where_asked_and_the_log_is_whole_again()
    {
        var folder = logs.NewFolder();
        Program.Run(folder, "demo", "--keep", Path.Combine(folder, "kept"), "--count", "5000").Succeeds();
        Program.Run(folder, "verify", Path.Combine(folder, "kept", "log"), "--vkey", Path.Combine(folder, "kept", "log", "vkey")).Succeeds();
    }

    [Fact]
    public void The_log_has_the_same_bytes_every_time()
    {
        var folder = logs.NewFolder();
        Program.Run(folder, "demo", "--events", Path.Combine(folder, "again"), "--count", "2000").Succeeds();
        Assert.Equal(SHA256.HashData(File.ReadAllBytes(logs.Log(count: 2000))), SHA256.HashData(File.ReadAllBytes(Path.Combine(folder, "again"))));
    }
}
