using System.Text.Json;
using Firebreak.Directory;
using Firebreak.Tests.Service;
using Xunit;

namespace Firebreak.Tests.Directory;

/// <summary>Users, groups and rules for tests, in few words.</summary>
internal static class Directories
{
    public static async Task<string> NewUser(this TestService service, string name, string more = "", HttpClient? by = null)
    {
        var (status, user, _) = await service.Send(
            "POST", "api/v1/users?activate=false", $$$"""{"profile":{"firstName":"{{{name}}}","lastName":"Test","login":"{{{name}}}@example.com","email":"{{{name}}}@example.com"{{{more}}} }}""", by);
        Assert.Equal(200, status);
        return user.GetProperty("id").GetString()!;
    }

    public static async Task<string> NewGroup(this TestService service, string name)
    {
        var (status, group, _) = await service.Send("POST", "api/v1/groups", $$$"""{"profile":{"name":"{{{name}}}"}}""");
        Assert.Equal(200, status);
        return group.GetProperty("id").GetString()!;
    }

    public static async Task<string> NewRule(this TestService service, string name, string condition, params string[] groups)
    {
        var (status, rule, _) = await service.Send("POST", "api/v1/groups/rules", Rule(name, condition, groups));
        Assert.Equal(200, status);
        return rule.GetProperty("id").GetString()!;
    }

    public static string Rule(string name, string condition, params string[] groups) => JsonSerializer.Serialize(new
    {
        type = "group_rule",
        name,
        conditions = new { expression = new { value = condition, type = "urn:okta:expression:1.0" } },
        actions = new { assignUserToGroups = new { groupIds = groups } },
    });

    public static async Task Does(this TestService service, int expected, string method, string path, string? json = null, HttpClient? by = null)
    {
        var (status, body, _) = await service.Send(method, path, json, by);
        Assert.True(expected == status, $"{method} {path}: {status} {(body.ValueKind == JsonValueKind.Undefined ? "" : body.GetRawText())}");
    }

    /// <summary>The ids in a list that is one page.</summary>
    public static async Task<List<string>> Ids(this TestService service, string path, HttpClient? by = null)
    {
        var (status, list, _) = await service.Send("GET", path, by: by);
        Assert.True(status == 200, $"GET {path}: {status}");
        return [.. list.EnumerateArray().Select(item => item.GetProperty("id").GetString()!)];
    }

    /// <summary>The ids in a list, page by page as its links say.</summary>
    public static async Task<List<string>> AllIds(this TestService service, string path)
    {
        var ids = new List<string>();
        for (var next = path; next is not null;)
        {
            var (status, list, response) = await service.Send("GET", next);
            Assert.Equal(200, status);
            ids.AddRange(list.EnumerateArray().Select(item => item.GetProperty("id").GetString()!));
            var link = response.Headers.TryGetValues("Link", out var links) ? links.SelectMany(value => value.Split(", ")).FirstOrDefault(value => value.Contains("rel=\"next\"")) : null;
            next = link?[(link.IndexOf("/api/", StringComparison.Ordinal) + 1)..link.IndexOf('>')];
        }
        return ids;
    }

    /// <summary>The causes of a refusal, which has this status and code.</summary>
    public static async Task<string> Refused(this TestService service, int expected, string code, string method, string path, string? json = null, HttpClient? by = null)
    {
        var (status, body, _) = await service.Send(method, path, json, by);
        Assert.True(expected == status, $"{method} {path}: {status} {(body.ValueKind == JsonValueKind.Undefined ? "" : body.GetRawText())}");
        Assert.Equal(code, body.GetProperty("errorCode").GetString());
        return body.GetProperty("errorSummary").GetString() + "; " + string.Join("; ", body.GetProperty("errorCauses").EnumerateArray().Select(cause => cause.GetProperty("errorSummary").GetString()));
    }

    /// <summary>A client with the token of a new user who holds this role limited to these groups.</summary>
    public static async Task<(HttpClient Client, string User)> NewAdministrator(this TestService service, RoleType role, params string[] groups)
    {
        var (client, _) = await service.NewClient(service.Org, role);
        await using var db = await service.Store.Read(service.Org);
        var user = await db.One(
            $"select assignee_id from role_assignments where org_id = {service.Org.Id} and role = {role.ToString()} and assignee_type = 'USER' order by id desc limit 1", row => row.Text(0));
        foreach (var group in groups) await service.Does(204, "PUT", $"api/v1/users/{user}/roles/{RoleAssignment.Encoded(role)}/targets/groups/{group}");
        return (client, user!);
    }
}
