using System.Globalization;
using Firebreak.Bench;

// One line for each mode: its name, its arguments, what they are when none is given, and what runs. With no mode at all every line with a default runs.
Mode[] modes =
[
    new("placing", "EVENTS ORGS", "400000 1", (folder, a) => Placing.OnSqlite(folder, Number(a[0]), Number(a[1]))),
    new("placing-postgres", "EVENTS ORGS", "100000 1", (folder, a) => Placing.OnPostgres(folder, Number(a[0]), Number(a[1]))),
    new("load", "SECONDS", "10", (folder, a) => Load.Run(folder, ServerProgram.Path, Number(a[0]))),
    new("log", "EVENTS [FOLDER TO KEEP]", "1000000", (folder, a) => BigLog.Run(a.Length > 1 ? a[1] : folder, ServerProgram.Path, Number(a[0]))),
    new("people", "USERS ORGS [FOLDER TO KEEP]", "1000000 15000", (folder, a) => People.Run(a.Length > 2 ? a[2] : folder, ServerProgram.Path, Number(a[0]), Number(a[1]))),
    new("visible", "SECONDS", "20", (folder, a) => Visible.OnSqlite(folder, Number(a[0]))),
    new("visible-postgres", "SECONDS", "20", (folder, a) => Visible.OnPostgres(folder, Number(a[0]))),
    new("kill", "ROUNDS [SEED]", "200 1", (folder, a) => Kill.OnSqlite(folder, Number(a[0]), a.Length > 1 ? Number(a[1]) : 1)),
    new("kill-postgres", "ROUNDS [SEED]", "20 1", (folder, a) => Kill.OnPostgres(folder, Number(a[0]), a.Length > 1 ? Number(a[1]) : 1)),
    new("bare", "FILE PORT", null, (_, a) => Peers.Serve(a[0], Number(a[1]))),
];

if (args is [var name, ..] && modes.All(mode => mode.Name != name))
{
    await Console.Error.WriteLineAsync("firebreak bench service [MODE [ARGUMENTS]], one of:");
    foreach (var mode in modes) await Console.Error.WriteLineAsync($"  {mode.Name} {mode.Arguments}{(mode.Default is null ? "" : $"   (unless given: {mode.Default})")}");
    return 2;
}

foreach (var mode in args.Length > 0 ? modes.Where(mode => mode.Name == args[0]) : modes.Where(mode => mode.Default is not null))
{
    var folder = System.IO.Directory.CreateTempSubdirectory("firebreak-bench-").FullName;
    try
    {
        await mode.Run(folder, args.Length > 1 ? args[1..] : (mode.Default ?? "").Split(' '));
    }
    finally
    {
        System.IO.Directory.Delete(folder, recursive: true);
    }
}
return 0;

static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

namespace Firebreak.Bench
{
    /// <summary>What can be measured.</summary>
    internal sealed record Mode(string Name, string Arguments, string? Default, Func<string, string[], Task> Run);
}
