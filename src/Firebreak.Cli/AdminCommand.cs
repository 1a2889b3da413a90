using System.Text.Json;
using System.Text.Json.Nodes;
using Firebreak.Cli.Rendering;

namespace Firebreak.Cli;

/// <summary><c>firebreak admin</c>: what an operator does from scripts. What stops somebody is only shown until <c>--yes</c>.</summary>
internal static class AdminCommand
{
    public static Verb Verb() => new(
        "admin",
        "org create|list|show|suspend|activate, token create, user create, key rotate, log erase|retention, backup, clock accept",
        "Does what an operator does, on a running service. What stops or destroys is a dry run until --yes.",
        [
            new("--url", "URL", "the service (FIREBREAK_URL; https://localhost:8443)"),
            new("--data", "DIR", "its data folder, for the operator token and the local authority (FIREBREAK_DATA; ./data)"),
            new("--org", "NAME", "the org, for tokens, users, keys and the log"),
            new("--label", "TEXT", "what people call the org"),
            new("--role", "ROLE", "the token's role (SUPER_ADMIN unless said otherwise)"),
            new("--name", "TEXT", "what the token is called"),
            new("--login", "LOGIN", "the user's login"),
            new("--email", "ADDRESS", "the user's mail address (the login unless said otherwise)"),
            new("--first-name", "TEXT", "the user's first name"),
            new("--last-name", "TEXT", "the user's last name"),
            new("--staged", "", "make the user without activating it"),
            new("--user", "ID", "whose entries are erased"),
            new("--indexes", "RANGES", "which entries are erased, such as 4-7,12"),
            new("--reason", "TEXT", "why they are erased; it stays in the log"),
            new("--days", "DAYS", "for how many days entries of the log are kept, or: ever"),
            new("--yes", "", "do it, rather than say what would be done"),
            new("--json", "", "print JSON"),
        ],
        Run);

    private static ExitCode Run(Arguments args)
    {
        using var client = OperatorClient.Find(args);
        switch (args.Rest)
        {
            case ["org", "create", var name]:
                return Print(args, client.Send(HttpMethod.Post, "orgs", Body(("name", name), ("label", args.One("--label")))));
            case ["org", "list"]:
                return List(args, client);
            case ["org", "show", var name]:
                return Print(args, client.Send(HttpMethod.Get, $"orgs/{Uri.EscapeDataString(name)}"));
            case ["org", "suspend", var name] when !args.Has("--yes"):
                Console.Out.WriteLine($"This would suspend {Printable.Text(Name(client, name))}: every request to it is refused until it is activated. Nothing is lost. Say --yes to do it.");
                return ExitCode.Ok;
            case ["org", "suspend" or "activate", var name]:
                return Print(args, client.Send(HttpMethod.Post, $"orgs/{Uri.EscapeDataString(name)}/{args.Rest[1]}"));
            case ["token", "create"]:
                return Print(args, client.Send(HttpMethod.Post, $"orgs/{Org(args)}/tokens", Body(("role", args.One("--role") ?? "SUPER_ADMIN"), ("name", args.One("--name") ?? "token"))));
            case ["user", "create"]:
                return Print(args, client.Send(HttpMethod.Post, $"orgs/{Org(args)}/users?activate={(args.Has("--staged") ? "false" : "true")}", Profile(args)));
            case ["key", "rotate"]:
                return Print(args, client.Send(HttpMethod.Post, $"orgs/{Org(args)}/keys/rotate"));
            case ["log", "erase"]:
                return AdminLog.Erase(args, client);
            case ["log", "retention"]:
                return AdminLog.Retain(args, client);
            case ["backup", var folder]:
                return Print(args, client.Send(HttpMethod.Post, "backups", Body(("folder", Path.GetFullPath(folder)))));
            case ["clock", "accept"]:
                client.Send(HttpMethod.Post, "clock/accept");
                return ExitCode.Ok;
            default:
                throw CommandException.Usage("admin knows: org create|list|show|suspend|activate NAME, token create --org NAME, user create --org NAME --login LOGIN, key rotate --org NAME, log erase --org NAME --user ID --reason TEXT, log retention --org NAME --days DAYS, backup DIR, clock accept.");
        }
    }

    private static ExitCode List(Arguments args, OperatorClient client)
    {
        var after = "";
        while (true)
        {
            var page = client.Send(HttpMethod.Get, $"orgs?limit=1000&after={Uri.EscapeDataString(after)}");
            foreach (var org in page.EnumerateArray())
            {
                after = org.GetProperty("name").GetString()!;
                Console.Out.WriteLine(args.Has("--json") ? org.GetRawText() : $"{after,-24}{org.GetProperty("status").GetString(),-12}{org.GetProperty("url").GetString()}");
            }
            if (page.GetArrayLength() < 1000) return ExitCode.Ok;
        }
    }

    internal static ExitCode Print(Arguments args, JsonElement answer)
    {
        if (args.Has("--json"))
        {
            Console.Out.WriteLine(answer.GetRawText());
            return ExitCode.Ok;
        }
        foreach (var property in answer.EnumerateObject())
            if (property.Value.ValueKind is JsonValueKind.String or JsonValueKind.Number) Console.Out.WriteLine($"{property.Name,-10}{Printable.Text(property.Value.ToString())}");
        return ExitCode.Ok;
    }

    private static string Name(OperatorClient client, string name) => client.Send(HttpMethod.Get, $"orgs/{Uri.EscapeDataString(name)}").GetProperty("label").GetString()!;

    internal static string Org(Arguments args) => Uri.EscapeDataString(args.One("--org") ?? throw CommandException.Usage("--org NAME is missing."));

    private static JsonObject Profile(Arguments args)
    {
        var login = args.One("--login") ?? throw CommandException.Usage("--login LOGIN is missing.");
        return new JsonObject
        {
            ["profile"] = Body(
                ("firstName", args.One("--first-name") ?? login.Split('@')[0]), ("lastName", args.One("--last-name") ?? "-"), ("login", login), ("email", args.One("--email") ?? login)),
        };
    }

    internal static JsonObject Body(params ReadOnlySpan<(string Name, string? Value)> values)
    {
        var body = new JsonObject();
        foreach (var (name, value) in values)
            if (value is not null) body[name] = JsonValue.Create(value);
        return body;
    }
}
