using Firebreak.Server.Hosting;
using Firebreak.Storage;

var restores = args is ["restore", ..];
if (restores && args.Length < 2)
{
    await Console.Error.WriteLineAsync("firebreak: restore BACKUP --data DIR");
    return 2;
}

if (!Settings.TryRead(restores ? args[2..] : args, out var settings, out var problem))
{
    await Console.Error.WriteLineAsync("firebreak: " + problem);
    return 2;
}

try
{
    return restores ? await Running.Restore(args[1], settings) : await Running.Run(settings);
}
catch (Exception e) when (e is IOException or UnauthorizedAccessException or StoreUnavailableException or NewerSchemaException or BackupException)
{
    // What an operator can mend is one sentence; anything else is a fault of ours and shows itself whole.
    await Console.Error.WriteLineAsync("firebreak: " + e.Message);
    return 4;
}
