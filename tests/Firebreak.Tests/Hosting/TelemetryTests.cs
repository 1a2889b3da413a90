using System.Text;
using System.Text.Json;
using Firebreak.Tests.Reading;
using Firebreak.Tests.Service;
using Npgsql;
using Xunit;

namespace Firebreak.Tests.Hosting;

/// <summary>The server as a process: what it tells a collector and writes into its own log, when it has served a little and was stopped.</summary>
public sealed class TelemetryTests
{
    private const string Password = "Correct1horse", Login = "traced@example.com", InQuery = "Query1secret";

    [Theory]
    [InlineData("http", Engine.Sqlite)]
    [InlineData("grpc", Engine.Postgres)]
    public async Task Spans_with_their_route_and_our_metrics_arrive_and_no_secret_with_them(string protocol, Engine engine)
    {
        using var data = new TempFolder();
        await using var collector = await Collector.Start();
        var environment = new Dictionary<string, string>
        {
            ["FIREBREAK_OTLP_ENDPOINT"] = protocol == "http" ? collector.HttpAddress : collector.GrpcAddress,
            ["FIREBREAK_OTLP_PROTOCOL"] = protocol,
            ["FIREBREAK_LOG_LEVEL"] = "trace",
        };
        if (engine == Engine.Postgres) environment["FIREBREAK_DB"] = PostgresServer.NewDatabase();
        List<string> hidden;
        string log;
        await using (var server = await ServerProcess.Start(data.Path, environment: environment))
        {
            hidden = await Serve(server);
            await server.Stop();
            log = server.Errors;
        }
        hidden.Add((await File.ReadAllTextAsync(data.At("operator.token"), TestContext.Current.CancellationToken)).Trim());

        var spans = collector.Spans.Where(span => span.Number(6) == 2).ToList();
        var read = Assert.Single(spans, span => span.Text(5) == "GET /api/v1/users/{id}" && span.Attributes(9)["http.response.status_code"] == "200").Attributes(9);
        Assert.Equal(("GET", "/api/v1/users/{id}", "http"), (read["http.request.method"], read["http.route"], read["url.scheme"]));
        Assert.Equal(27, read["firebreak.request_id"].Length);
        Assert.Contains(spans, span => span.Text(5) == "POST /api/v1/users" && span.Attributes(9)["http.response.status_code"] == "200");
        Assert.Contains(spans, span => span.Text(5) == "GET" && span.Attributes(9)["http.response.status_code"] == "404" && !span.Attributes(9).ContainsKey("http.route"));
        foreach (var metric in new[] { "firebreak.events.placed", "firebreak.refused", "firebreak.store.trouble", "http.server.request.duration" }) Assert.Contains(metric, collector.MetricNames);
        foreach (var secret in hidden)
        {
            Assert.All(collector.All, message => Assert.DoesNotContain(secret, message, StringComparison.Ordinal));
            Assert.DoesNotContain(secret, log, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task What_needs_a_person_is_a_line_of_the_log_at_once_and_at_every_start()
    {
        using var data = new TempFolder();
        var database = PostgresServer.NewDatabase();
        for (var start = 0; start < 2; start++)
        {
            await using var server = await ServerProcess.Start(data.Path, environment: new() { ["FIREBREAK_DB"] = database });
            if (start == 0)
            {
                await using var source = NpgsqlDataSource.Create(database);
                await using var plant = source.CreateCommand("insert into intents (org_number, body) values (1, 'planted')");
                await plant.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
            }
            while (!server.Errors.Contains("intents_aside", StringComparison.Ordinal)) await Task.Delay(10, TestContext.Current.CancellationToken);
            var line = server.Errors.Split('\n').First(line => line.Contains("intents_aside", StringComparison.Ordinal));
            Assert.Contains("\"Critical\"", line, StringComparison.Ordinal);
            Assert.Contains("not one line with a JSON object", line, StringComparison.Ordinal);
        }
    }

    // A few requests with what nobody else may see in every place where a request can have it; all of that.
    private static async Task<List<string>> Serve(ServerProcess server)
    {
        var (url, token) = await server.NewOrg("acme");
        using var client = ServerProcess.Client(url + "/", token);
        using var body = new StringContent(
            $$"""{"profile":{"firstName":"A","lastName":"B","login":"{{Login}}","email":"{{Login}}"},"credentials":{"password":{"value":"{{Password}}"} } }""", Encoding.UTF8, "application/json");
        using var made = await client.PostAsync(new Uri($"api/v1/users?activate=true&secret={InQuery}", UriKind.Relative), body, TestContext.Current.CancellationToken);
        Assert.Equal(200, (int)made.StatusCode);
        using var user = JsonDocument.Parse(await made.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        var id = user.RootElement.GetProperty("id").GetString()!;
        Assert.Equal(200, await Get("api/v1/users/" + id));
        Assert.Equal(404, await Get("api/v1/users/" + token));
        Assert.Equal(404, await Get("no/such/path/" + token));
        Assert.Equal(200, await Get(server.FirstRun));
        using var stranger = ServerProcess.Client(url + "/", "00wrong" + token[7..]);
        using var refused = await stranger.GetAsync(new Uri("api/v1/users", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(401, (int)refused.StatusCode);
        return [token, token[7..], id, Login, Password, InQuery, server.FirstRun.Split('/')[^1]];

        async Task<int> Get(string path)
        {
            using var answer = await client.GetAsync(new Uri(path, UriKind.RelativeOrAbsolute), TestContext.Current.CancellationToken);
            return (int)answer.StatusCode;
        }
    }
}
