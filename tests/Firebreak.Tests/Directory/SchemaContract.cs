using System.Text.Json;
using Firebreak.Tests.Service;
using Xunit;

namespace Firebreak.Tests.Directory;

public sealed class SchemasOnSqlite() : SchemaContract(Engine.Sqlite);

public sealed class SchemasOnPostgres() : SchemaContract(Engine.Postgres);

public abstract class SchemaContract(Engine engine)
{
    private const string OfUsers = "api/v1/meta/schemas/user/default", OfGroups = "api/v1/meta/schemas/group/default";

    [Fact]
    public async Task The_default_schema_shows_every_base_attribute_and_its_links()
    {
        await using var service = await TestService.Start(engine);
        var (status, schema, _) = await service.Send("GET", OfUsers);
        Assert.Equal(200, status);
        Assert.Equal(
            ["id", "$schema", "name", "title", "description", "lastUpdated", "created", "definitions", "type", "properties", "_links"],
            schema.EnumerateObject().Select(property => property.Name));
        Assert.Equal($"{service.Url}/meta/schemas/user/default", schema.GetProperty("id").GetString());
        var part = schema.GetProperty("definitions").GetProperty("base");
        Assert.Equal(31, part.GetProperty("properties").EnumerateObject().Count());
        Assert.Equal(["login", "firstName", "lastName", "email"], part.GetProperty("required").EnumerateArray().Select(name => name.GetString()));
        Assert.Equal(
            """{"title":"First name","type":"string","required":true,"mutability":"READ_WRITE","scope":"NONE","minLength":1,"maxLength":50,"permissions":[{"principal":"SELF","action":"READ_WRITE"}],"master":{"type":"PROFILE_MASTER"}}""",
            part.GetProperty("properties").GetProperty("firstName").GetRawText());
        Assert.Empty(schema.GetProperty("definitions").GetProperty("custom").GetProperty("properties").EnumerateObject());
        var self = schema.GetProperty("_links").GetProperty("self").GetProperty("href").GetString()!;
        var (_, byId, _) = await service.Send("GET", self[(service.Url.Length + 1)..]);
        Assert.Equal(part.GetRawText(), byId.GetProperty("definitions").GetProperty("base").GetRawText());
        Assert.EndsWith("/meta/schemas/user/" + self[(self.LastIndexOf('/') + 1)..], byId.GetProperty("id").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_attribute_is_added_changed_in_part_and_removed_and_each_is_recorded()
    {
        await using var service = await TestService.Start(engine);
        var (status, added, _) = await service.Send("POST", OfUsers, Custom("""
            {"badge":{"title":"Badge","description":"Number on the badge","type":"string","required":false,"minLength":1,"maxLength":20,"unique":true,"permissions":[{"principal":"SELF","action":"READ_WRITE"}]},
            "size":{"title":"Size","type":"string","enum":["S","M"],"oneOf":[{"const":"S","title":"Small"},{"const":"M","title":"Medium"}]},
            "floors":{"title":"Floors","type":"array","items":{"type":"integer","enum":[1,2,3]}},
            "badger":{"title":"Badger","type":"boolean","required":true}}
            """));
        Assert.Equal(200, status);
        Assert.Equal(
            """{"title":"Badge","description":"Number on the badge","type":"string","mutability":"READ_WRITE","scope":"NONE","unique":"UNIQUE_VALIDATED","minLength":1,"maxLength":20,"permissions":[{"principal":"SELF","action":"READ_WRITE"}],"master":{"type":"PROFILE_MASTER"}}""",
            Attribute(added, "badge").GetRawText());
        Assert.Equal("""[{"const":"S","title":"Small"},{"const":"M","title":"Medium"}]""", Attribute(added, "size").GetProperty("oneOf").GetRawText());
        Assert.Equal("""{"type":"integer","enum":[1,2,3]}""", Attribute(added, "floors").GetProperty("items").GetRawText());
        Assert.Equal("""["badger"]""", added.GetProperty("definitions").GetProperty("custom").GetProperty("required").GetRawText());

        var (_, changed, _) = await service.Send("POST", OfUsers, Custom("""
            {"badge":{"title":"New badge","maxLength":null,"unique":false},"size":null,"never":null}
            """));
        Assert.Equal("New badge", Attribute(changed, "badge").GetProperty("title").GetString());
        Assert.Equal(1, Attribute(changed, "badge").GetProperty("minLength").GetInt32());
        Assert.False(Attribute(changed, "badge").TryGetProperty("maxLength", out _));
        Assert.False(Attribute(changed, "badge").TryGetProperty("unique", out _));
        Assert.Equal(["badge", "floors", "badger"], changed.GetProperty("definitions").GetProperty("custom").GetProperty("properties").EnumerateObject().Select(p => p.Name));

        // A whole schema sent back as it was read changes nothing.
        var (_, read, _) = await service.Send("GET", OfUsers);
        var (back, same, _) = await service.Send("POST", OfUsers, read.GetRawText());
        Assert.Equal(200, back);
        Assert.Equal(read.GetProperty("definitions").GetRawText(), same.GetProperty("definitions").GetRawText());

        var events = await service.Events("directory.user_profile.update");
        Assert.Equal(3, events.Count);
        Assert.Equal("badge, size, floors, badger", Debug(events[0], "attributesAdded"));
        Assert.Equal("size", Debug(events[1], "attributesRemoved"));
        Assert.Equal("badge", Debug(events[1], "attributesChanged"));
    }

    [Fact]
    public async Task Of_base_attributes_little_can_be_changed_and_it_is_kept()
    {
        await using var service = await TestService.Start(engine);
        var (status, changed, _) = await service.Send("POST", OfUsers, Base(
            """{"firstName":{"required":false},"city":{"permissions":[{"principal":"SELF","action":"READ_WRITE"}]},"login":{"pattern":"[-a-z\\.]+"}}"""));
        Assert.Equal(200, status);
        var (_, read, _) = await service.Send("GET", OfUsers);
        Assert.Equal(changed.GetProperty("definitions").GetRawText(), read.GetProperty("definitions").GetRawText());
        var part = read.GetProperty("definitions").GetProperty("base");
        Assert.Equal(["login", "lastName", "email"], part.GetProperty("required").EnumerateArray().Select(name => name.GetString()));
        Assert.Equal("READ_WRITE", part.GetProperty("properties").GetProperty("city").GetProperty("permissions")[0].GetProperty("action").GetString());
        Assert.Equal("[-a-z\\.]+", part.GetProperty("properties").GetProperty("login").GetProperty("pattern").GetString());
        var (back, again, _) = await service.Send("POST", OfUsers, Base("""{"firstName":{"required":true},"login":{"pattern":null}}"""));
        Assert.Equal(200, back);
        Assert.Equal(4, again.GetProperty("definitions").GetProperty("base").GetProperty("required").GetArrayLength());
    }

    [Fact]
    public async Task The_schema_of_groups_is_another()
    {
        await using var service = await TestService.Start(engine);
        var (_, first, _) = await service.Send("GET", OfGroups);
        Assert.Equal("Okta group", first.GetProperty("title").GetString());
        var (status, added, _) = await service.Send("POST", OfGroups, Custom("""{"contact":{"title":"Contact","type":"string"}}"""));
        Assert.Equal(200, status);
        Assert.Equal("Contact", Attribute(added, "contact").GetProperty("title").GetString());
        var (_, users, _) = await service.Send("GET", OfUsers);
        Assert.False(users.GetProperty("definitions").GetProperty("custom").GetProperty("properties").TryGetProperty("contact", out _));
        var (_, removed, _) = await service.Send("POST", OfGroups, Custom("""{"contact":null}"""));
        Assert.Equal(first.GetProperty("definitions").GetRawText(), removed.GetProperty("definitions").GetRawText());
        Assert.Equal(2, (await service.Events("firebreak.group_schema.update")).Count);
    }

    [Fact]
    public async Task What_is_removed_leaves_the_profiles_of_its_type_alone()
    {
        await using var service = await TestService.Start(engine);
        await service.Send("POST", OfUsers, Custom("""{"badge_no":{"title":"Badge","type":"string"},"badgeXno":{"title":"Other","type":"string"}}"""));
        var profile = """{"firstName":"Ada","lastName":"L","login":"ada@example.com","email":"ada@example.com","badge_no":"7","badgeXno":"8"}""";
        var (_, made, _) = await service.Send("POST", "api/v1/users?activate=false", $$"""{"profile":{{profile}}}""");
        var (status, _, _) = await service.Send("POST", OfUsers, Custom("""{"badge_no":null}"""));
        Assert.Equal(200, status);
        await service.Send("POST", OfUsers, Custom("""{"badge_no":{"title":"Back again","type":"string"}}"""));
        var (_, user, _) = await service.Send("GET", "api/v1/users/" + made.GetProperty("id").GetString());
        Assert.False(user.GetProperty("profile").TryGetProperty("badge_no", out _));
        Assert.Equal("8", user.GetProperty("profile").GetProperty("badgeXno").GetString());
        Assert.Equal("Ada", user.GetProperty("profile").GetProperty("firstName").GetString());
    }

    [Fact]
    public async Task What_cannot_be_is_refused_and_nothing_of_it_is_done()
    {
        await using var service = await TestService.Start(engine);
        await service.Send("POST", OfUsers, Custom("""{"known":{"title":"Known","type":"string"},"list":{"title":"List","type":"array","items":{"type":"string"}}}"""));
        var (_, before, _) = await service.Send("GET", OfUsers);
        foreach (var (body, cause) in Bad())
        {
            var (status, answer, _) = await service.Send("POST", OfUsers, body);
            Assert.True(status == 400, $"{body}: {status}");
            Assert.True(answer.GetProperty("errorCode").GetString() is "E0000001" or "E0000003", body);
            Assert.True(answer.GetProperty("errorCauses").EnumerateArray().Any(one => one.GetProperty("errorSummary").GetString()!.Contains(cause, StringComparison.Ordinal)), $"{body}: {answer}");
        }
        var (_, after, _) = await service.Send("GET", OfUsers);
        Assert.Equal(before.GetRawText(), after.GetRawText());
        Assert.Single(await service.Events("directory.user_profile.update"));
        Assert.Equal(404, (await service.Send("GET", "api/v1/meta/schemas/user/oscnothing")).Status);
        Assert.Equal(404, (await service.Send("POST", "api/v1/meta/schemas/user/oscnothing", "{}")).Status);
        Assert.Equal(400, (await service.Send("POST", OfGroups, Base("""{"name":{"title":"Other"}}"""))).Status);
        Assert.Equal(400, (await service.Send("POST", OfGroups, Custom("""{"a":{"title":"A","type":"string","unique":true}}"""))).Status);
    }

    [Fact]
    public async Task Only_who_manages_schemas_changes_them()
    {
        await using var service = await TestService.Start(engine);
        var (reader, _) = await service.NewClient(service.Org, RoleType.READ_ONLY_ADMIN);
        Assert.Equal(200, (await service.Send("GET", OfUsers, by: reader)).Status);
        Assert.Equal(403, (await service.Send("POST", OfUsers, "{}", by: reader)).Status);
        var (other, _) = await service.NewClient(await service.NewOrg("other"), RoleType.SUPER_ADMIN);
        var (_, mine, _) = await service.Send("GET", OfUsers);
        var id = mine.GetProperty("_links").GetProperty("self").GetProperty("href").GetString()!;
        Assert.Equal(404, (await service.Send("GET", id[(service.Url.Length + 1)..], by: other)).Status);
    }

    private static IEnumerable<(string Body, string Cause)> Bad()
    {
        yield return ("""{"definitions":[]}""", "definitions: An object");
        yield return ("""{"definitions":{"custom":[]}}""", "custom: An object");
        yield return ("""{"definitions":{"custom":{"properties":7}}}""", "custom: An object");
        yield return (Custom("""{"a":7}"""), "a: An object");
        yield return (Custom("""{"a":{"title":"A"}}"""), "a: type: The field cannot be left blank");
        yield return (Custom("""{"a":{"type":"string"}}"""), "a: title: The field cannot be left blank");
        yield return (Custom("""{"a":{"title":"","type":"string"}}"""), "a: title: The field cannot be left blank");
        yield return (Custom("""{"a":{"title":"A","type":"date"}}"""), "a: type: One of");
        yield return (Custom("""{"known":{"type":"integer"}}"""), "known: type: Cannot be changed");
        yield return (Custom("""{"list":{"items":{"type":"integer"}}}"""), "list: items: The type cannot be changed");
        yield return (Custom("""{"a":{"title":"A","type":"array"}}"""), "a: items: The field cannot be left blank");
        yield return (Custom("""{"a":{"title":"A","type":"array","items":{"type":"boolean"}}}"""), "a: items: An object");
        yield return (Custom("""{"a":{"title":"A","type":"string","minLength":3,"maxLength":2}}"""), "minLength: Must not");
        yield return (Custom("""{"a":{"title":"A","type":"string","minLength":-1}}"""), "minLength: A whole number");
        yield return (Custom("""{"a":{"title":"A","type":"string","maxLength":"7"}}"""), "maxLength: A whole number");
        yield return (Custom("""{"a":{"title":"A","type":"boolean","maxLength":7}}"""), "for the type string alone");
        yield return (Custom("""{"a":{"title":"A","type":"string","minimum":7}}"""), "for the types number and integer alone");
        yield return (Custom("""{"a":{"title":"A","type":"number","enum":["7"]}}"""), "enum: A list");
        yield return (Custom("""{"a":{"title":"A","type":"string","enum":[]}}"""), "enum: A list");
        yield return (Custom("""{"a":{"title":"A","type":"string","enum":["x","x"]}}"""), "enum: The values must be unique");
        yield return (Custom("""{"a":{"title":"A","type":"string","enum":["x","y"],"oneOf":[{"const":"y","title":"Y"},{"const":"x","title":"X"}]}}"""), "oneOf: For each value");
        yield return (Custom("""{"a":{"title":"A","type":"string","format":"colour"}}"""), "format: One of");
        yield return (Custom("""{"a":{"title":"A","type":"string","pattern":".+"}}"""), "pattern: Is for login alone");
        yield return (Custom("""{"a":{"title":"A","type":"string","unique":"perhaps"}}"""), "unique: true");
        yield return (Custom("""{"a":{"title":"A","type":"boolean","unique":true}}"""), "unique: Is for");
        yield return (Custom("""{"a":{"title":"A","type":"string","required":"yes"}}"""), "required: true or false");
        yield return (Custom("""{"a":{"title":"A","type":"string","permissions":[{"principal":"ALL","action":"HIDE"}]}}"""), "permissions: One object");
        yield return (Custom("""{"a":{"title":"A","type":"string","master":{"type":"OVERRIDE"}}}"""), "master: An object");
        yield return (Custom("""{"a":{"title":"A","type":"string","colour":"red"}}"""), "colour: Is not a property");
        yield return (Custom("""{"a":{"title":"A","type":"string","default":"x"}}"""), "default: ");
        yield return (Custom("""{"1a":{"title":"A","type":"string"}}"""), "begins with a letter");
        yield return (Custom("""{"a b":{"title":"A","type":"string"}}"""), "begins with a letter");
        yield return (Custom("""{"name":{"title":"A","type":"string"}}""".Replace("name", new string('a', 65), StringComparison.Ordinal)), "at most 64");
        yield return (Custom("""{"FirstName":{"title":"A","type":"string"}}"""), "firstName exists already");
        yield return (Custom("""{"Known":{"title":"A","type":"string"}}"""), "known exists already");
        yield return (Custom("""{"a":{"title":"\ud800","type":"string"}}"""), "half of a surrogate pair");
        yield return (Custom("""{"\ud800":{"title":"A","type":"string"}}"""), "half of a surrogate pair");
        yield return (Custom("""{"a":{"title":"\u0000","type":"string"}}"""), "half of a surrogate pair");
        yield return (Custom("{" + string.Join(',', Enumerable.Range(0, 6).Select(i => $"\"u{i}\":{{\"title\":\"A\",\"type\":\"string\",\"unique\":true}}")) + "}"), "At most 5");
        yield return (Base("""{"nothing":{"title":"A"}}"""), "nothing: This base property");
        yield return (Base("""{"login":null}"""), "login: A base property cannot be removed");
        yield return (Base("""{"city":{"required":true}}"""), "city: Only the permissions");
        yield return (Base("""{"email":{"required":false}}"""), "email: Only the permissions");
        yield return (Base("""{"login":{"pattern":"(a+)+"}}"""), "pattern: Is for login alone");
    }

    private static string Custom(string properties) => "{\"definitions\":{\"custom\":{\"id\":\"#custom\",\"type\":\"object\",\"properties\":" + properties + ",\"required\":[]}}}";

    private static string Base(string properties) => "{\"definitions\":{\"base\":{\"properties\":" + properties + "}}}";

    private static JsonElement Attribute(JsonElement schema, string name) => schema.GetProperty("definitions").GetProperty("custom").GetProperty("properties").GetProperty(name);

    private static string? Debug(JsonElement e, string name) => e.GetProperty("debugContext").GetProperty("debugData").GetProperty(name).GetString();
}
