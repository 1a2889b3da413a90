using Firebreak.Directory;
using Firebreak.Server.Hosting;
using Firebreak.Storage.Sqlite;

var data = Environment.GetEnvironmentVariable("FIREBREAK_DATA") ?? "data";
System.IO.Directory.CreateDirectory(data);
var port = int.Parse(Environment.GetEnvironmentVariable("FIREBREAK_PORT") ?? "8443");
var builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.ClearProviders().AddConsole();
builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenLocalhost(port));
await using var store = await SqliteStore.Open(Path.Combine(data, "firebreak.db"), TimeProvider.System);
await Service.MakeOperatorOrg(store);
var app = builder.Build();
Service.Map(app, store, "localhost", 1);
if (await FirstRun.MakeLink(store) is { } link) Console.WriteLine($"First administrator: http://localhost:{port}/o/{Orgs.OperatorName}/first-run/{link}");
await app.RunAsync();
