using Firebreak.Directory;
using Firebreak.SignIn;
using Firebreak.Storage;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Firebreak.Server.Hosting;

/// <summary>The life of the process: open the store, make what a first start makes, listen, stop without losing anything.</summary>
internal static class Running
{
    /// <summary>Runs until it is told to stop; the process's exit code.</summary>
    public static async Task<int> Run(Settings settings)
    {
        if (!settings.Dev) return await Serve(settings);
        var folder = DevFolder.Make();
        try
        {
            return await Serve(settings with { Data = folder });
        }
        finally
        {
            DevFolder.Remove(folder);
        }
    }

    /// <summary>Puts a backup into an empty data folder and checks all of it there.</summary>
    public static async Task<int> Restore(string backup, Settings settings)
    {
        var restored = await Backup.Restore(backup, settings.Data, settings.MasterKeyPath);
        Console.WriteLine($"Restored into {restored.Folder}: {restored.Check.Orgs} orgs, {restored.Check.Entries} entries, every log verified.");
        return 0;
    }

    private static async Task<int> Serve(Settings settings)
    {
        if (!GeoPlaces.TryOpen(settings.GeoFile, settings.AsnFile, settings.AnonymousFile, out var places, out var problem))
        {
            await Console.Error.WriteLineAsync("firebreak: " + problem);
            return 4;
        }
        PasswordHashes.Use(settings.PasswordIterations);
        await using var store = await StoreOpening.Open(settings, settings.Clock is { } began ? new ShiftedClock(began) : TimeProvider.System);
        await Secrets.Open(store, settings.MasterKeyPath);
        var org = await FirstStart.OperatorOrg(store);
        await FirstStart.SayClock(store);
        var notes = new List<string>();
        if (settings.Dev) notes.Add($"token: {await FirstStart.DevOrg(store, org, settings.DevToken)}");
        else notes.Add($"operator token: {await FirstStart.OperatorToken(store, org, settings.Data)}");

        var builder = WebApplication.CreateSlimBuilder();
        Logs.Set(builder, settings);
        Telemetry.Set(builder, settings);
        Telemetry.Watch(store);
        var root = Listening.Set(builder, settings);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(settings.ShutdownSeconds));
        await using var app = builder.Build();
        Service.Map(app, store, settings, places);
        var log = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Firebreak.Store");
        await Alarms.TellOld(log, store);
        await using var background = Background.Start(store, TimeSpan.FromSeconds(settings.EpochSeconds), log: log);
        await app.StartAsync();
        Announce(app, settings, root, notes, settings.Dev ? null : await FirstRun.MakeLink(store));
        await app.WaitForShutdownAsync();
        return 0;
    }

    private static void Announce(WebApplication app, Settings settings, string? root, List<string> notes, string? firstRun)
    {
        var listening = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        var port = new Uri(listening.First()).Port;
        var address = $"{(settings.Http ? "http" : "https")}://{settings.Host}:{port}";
        Console.WriteLine($"Firebreak is ready at {(settings.Dev ? address + "/o/dev" : address)}");
        if (firstRun is not null) Console.WriteLine($"  first administrator: {address}/o/{Orgs.OperatorName}/first-run/{firstRun}");
        foreach (var note in notes) Console.WriteLine("  " + note);
        if (root is not null) Console.WriteLine($"  certificates: trust {root}");
        if (settings.Clock is { } clock) Console.WriteLine($"  the clock is shifted: it began at {clock:yyyy-MM-ddTHH:mm:ssZ}");
    }
}
