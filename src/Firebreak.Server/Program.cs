using Firebreak.Server.Hosting;
using Firebreak.Storage;
using Firebreak.Storage.Sqlite;
using Firebreak.SystemLog;

var data = Environment.GetEnvironmentVariable("FIREBREAK_DATA") ?? "data";
System.IO.Directory.CreateDirectory(data);
var builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.ClearProviders().AddConsole();
builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenLocalhost(8443));
await using var store = await SqliteStore.Open(Path.Combine(data, "firebreak.db"), TimeProvider.System);
await Secrets.Open(store, Path.Combine(data, "master.key"));
await using var epochs = new EpochMaker(store, TimeSpan.FromSeconds(10));
epochs.Start();
await Service.MakeOperatorOrg(store);
var app = builder.Build();
Service.Map(app, store, "localhost", 1);
await app.RunAsync();
