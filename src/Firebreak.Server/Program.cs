using Firebreak.Server.Hosting;
using Firebreak.Storage;

if (!Settings.TryRead(args, out var settings, out var problem))
{
    await Console.Error.WriteLineAsync("firebreak: " + problem);
    return 2;
}

try
{
    return await Running.Run(settings);
}
catch (Exception e) when (e is IOException or UnauthorizedAccessException or StoreUnavailableException or NewerSchemaException)
{
    // What an operator can mend is one sentence; anything else is a fault of ours and shows itself whole.
    await Console.Error.WriteLineAsync("firebreak: " + e.Message);
    return 4;
}
