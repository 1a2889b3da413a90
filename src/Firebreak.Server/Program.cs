using Firebreak.Server.Hosting;
using Firebreak.Storage.Sqlite;
using Firebreak.SystemLog;

var data = Environment.GetEnvironmentVariable("FIREBREAK_DATA") ?? "data";
System.IO.Directory.CreateDirectory(data);
var builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.ClearProviders().AddConsole();
builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenLocalhost(8443));
await using var store = await SqliteStore.Open(Path.Combine(data, "firebreak.db"), TimeProvider.System);
await Service.MakeOperatorOrg(store);
await using var consumers = new LogConsumers(store);
consumers.Start();
var app = builder.Build();
Service.Map(app, store, "localhost", 1);
await app.RunAsync();
