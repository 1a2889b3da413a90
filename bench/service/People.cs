using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.Json;
using Firebreak.Directory;
using Firebreak.Server.Hosting;
using Firebreak.Storage;
using Firebreak.Storage.Sqlite;

namespace Firebreak.Bench;

/// <summary>One org with very many users beside very many orgs: what lists and searches cost there, over HTTP, one request after another.</summary>
internal static class People
{
    private const int AtOnce = 256, Port = 18704, Rounds = 20;

    private static readonly string[] First = ["Ada", "Alan", "Barbara", "Claude", "Donald", "Edsger", "Frances", "Grace", "John", "Ken", "Leslie", "Margaret", "Niklaus", "Radia", "Robin", "Tony"];

    public static async Task Run(string folder, string server, int users, int orgs)
    {
        var data = Path.Combine(folder, $"people-{users}-{orgs}");
        var token = Path.Combine(data, "bench.token");
        if (!File.Exists(token)) await Fill(data, users, orgs, token);
        await Ask(data, server, (await File.ReadAllTextAsync(token)).Trim(), users);
    }

    private static async Task Fill(string data, int users, int orgs, string tokenFile)
    {
        System.IO.Directory.CreateDirectory(data);
        await using var store = await SqliteStore.Open(Path.Combine(data, StoreOpening.FileName), TimeProvider.System);
        await Secrets.Open(store, Path.Combine(data, "master.key"));
        var first = await FirstStart.OperatorOrg(store);
        await FirstStart.OperatorToken(store, first, data);
        var org = (await Directory.Orgs.Create(store, Caller.Service(first), "bench")).Value;
        var admin = (await ServiceUsers.Create(store, Caller.Service(org), "admin", RoleType.SUPER_ADMIN)).Value;
        var secret = (await Tokens.Create(store, Caller.Service(org), admin.Id, "bench", unusedFor: null)).Value.Secret;
        await using (Background.Start(store, TimeSpan.FromSeconds(10)))
        {
            var watch = Stopwatch.StartNew();
            await Many(orgs, number => Directory.Orgs.Create(store, Caller.Service(first), $"org{number}"));
            Console.WriteLine($"  {orgs:N0} orgs made: {orgs / watch.Elapsed.TotalSeconds:N0}/s");
            watch.Restart();
            await Many(users, number => Users.Create(store, Caller.Service(org), Profile(number), activate: number % 3 != 0));
            Console.WriteLine($"  {users:N0} users made: {users / watch.Elapsed.TotalSeconds:N0}/s");
        }
        await File.WriteAllTextAsync(tokenFile, secret);
    }

    private static async Task Many<T>(int count, Func<int, Task<Outcome<T>>> make)
    {
        var done = 0;
        await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(async _ =>
        {
            while (Interlocked.Increment(ref done) is var number && number <= count)
                if ((await make(number)).Refusal is { } refusal) throw new InvalidOperationException(refusal.ToString());
        }));
    }

    private static JsonElement Profile(int number) => JsonElement.Parse(
        $$"""{"firstName":"{{First[number % First.Length]}}","lastName":"Name{{number * 7919L % 50_000}}","login":"user{{number * 104_729L % 999_983}}.{{number}}@example.com","email":"user{{number}}@example.com","department":"Department {{number % 200}}","employeeNumber":"{{number}}"}""");

    private static async Task Ask(string data, string server, string token, int users)
    {
        Environment.SetEnvironmentVariable("FIREBREAK_RATE_LIMITS", "false");
        var address = $"http://localhost:{Port}";
        var watch = Stopwatch.StartNew();
        using var service = await Target.Start(server, ["--data", data, "--port", $"{Port}", "--http"], address, "/health/ready");
        Console.WriteLine($"start to first answer with {users:N0} users: {watch.Elapsed.TotalSeconds:N2} s, {service.ResidentMegabytes} MB resident");
        var random = new Random(11);
        var api = $"{address}/o/bench/api/v1";
        service.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("SSWS", token);
        var some = Uri.EscapeDataString($"profile.email eq \"user{users / 2}@example.com\"");
        var middle = JsonDocument.Parse(await service.Client.GetStringAsync($"{api}/users?filter={some}")).RootElement[0].GetProperty("id").GetString();
        string Search(string what) => $"{api}/users?limit=200&search={Uri.EscapeDataString(what)}";
        (string Name, Func<string> Make)[] questions =
        [
            ("one user", () => $"{api}/users/{middle}"),
            ("list, first page", () => $"{api}/users?limit=200"),
            ("list, from the middle", () => $"{api}/users?limit=200&after={middle}"),
            ("q, a name", () => $"{api}/users?q=Name{random.Next(50_000)}"),
            ("q, a letter", () => $"{api}/users?q={(char)('a' + random.Next(26))}"),
            ("filter by email", () => $"{api}/users?filter={Uri.EscapeDataString($"profile.email eq \"user{random.Next(users)}@example.com\"")}"),
            ("filter by status", () => $"{api}/users?limit=200&filter={Uri.EscapeDataString("status eq \"STAGED\"")}"),
            ("filter by a status that nobody has", () => $"{api}/users?limit=200&filter={Uri.EscapeDataString("status eq \"LOCKED_OUT\"")}"),
            ("search by login, equal", () => Search($"profile.login eq \"nobody{random.Next(users)}@example.com\"")),
            ("search by login, beginning", () => Search($"profile.login sw \"user{random.Next(100_000)}.\"")),
            ("search by last name", () => Search($"profile.lastName eq \"Name{random.Next(50_000)}\"")),
            ("search by department", () => Search($"profile.department eq \"Department {random.Next(200)}\"")),
            ("search by department and status", () => Search($"profile.department eq \"Department {random.Next(200)}\" and status eq \"STAGED\"")),
            ("search by employee number, beginning", () => Search($"profile.employeeNumber sw \"{random.Next(1000, 9999)}\"")),
            ("search by last update, latest", () => Search($"lastUpdated gt \"{DateTime.UtcNow.AddSeconds(-5):yyyy-MM-ddTHH:mm:ss.fffZ}\"")),
            ("search by last update, all", () => Search("lastUpdated gt \"2000-01-01T00:00:00.000Z\"")),
            ("search, sorted by last name", () => Search("status eq \"STAGED\"") + "&sortBy=profile.lastName"),
            ("search, sorted by last update", () => Search("status eq \"STAGED\"") + "&sortBy=lastUpdated&sortOrder=desc"),
            ("search for what a login contains", () => Search($"profile.login co \"{random.Next(100_000)}.1\"")),
            ("log, newest first", () => $"{api}/logs?sortOrder=DESCENDING&limit=100"),
        ];
        foreach (var (name, make) in questions) await Searches.Ask(service, name, make, Rounds);
        service.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("SSWS", (await File.ReadAllTextAsync(Path.Combine(data, FirstStart.TokenFile))).Trim());
        await Searches.Ask(service, "operator: list of orgs", () => $"{address}/o/operator/operator/v1/orgs?limit=200&after=org{random.Next(15_000)}", Rounds);
        Console.WriteLine($"after that: {service.ResidentMegabytes} MB resident");
    }
}
