using Firebreak.Tests.Service;
using Xunit;

namespace Firebreak.Tests.Directory;

public sealed class UserTypesOnSqlite() : UserTypeContract(Engine.Sqlite);

public sealed class UserTypesOnPostgres() : UserTypeContract(Engine.Postgres);

public abstract class UserTypeContract(Engine engine)
{
    private const string Types = "api/v1/meta/types/user";

    [Fact]
    public async Task A_type_is_made_listed_changed_replaced_and_deleted()
    {
        await using var service = await TestService.Start(engine);
        var (status, made, _) = await service.Send("POST", Types, """{"name":"contractor","displayName":"Contractor","description":"From outside"}""");
        Assert.Equal(200, status);
        Assert.Equal(
            ["id", "displayName", "name", "description", "createdBy", "lastUpdatedBy", "created", "lastUpdated", "default", "_links"],
            made.EnumerateObject().Select(property => property.Name));
        var id = made.GetProperty("id").GetString()!;
        Assert.Equal($"{service.Url}/api/v1/meta/schemas/user/osc{id[3..]}", made.GetProperty("_links").GetProperty("schema").GetProperty("href").GetString());
        var (_, list, _) = await service.Send("GET", Types);
        Assert.Equal(["contractor", "user"], list.EnumerateArray().Select(type => type.GetProperty("name").GetString()));
        Assert.Equal([false, true], list.EnumerateArray().Select(type => type.GetProperty("default").GetBoolean()));

        var (_, updated, _) = await service.Send("POST", $"{Types}/{id}", """{"displayName":"External"}""");
        Assert.Equal(("External", "From outside"), (updated.GetProperty("displayName").GetString(), updated.GetProperty("description").GetString()));
        var (_, replaced, _) = await service.Send("PUT", $"{Types}/{id}", """{"name":"contractor","displayName":"Visitor","description":""}""");
        Assert.Equal(("Visitor", ""), (replaced.GetProperty("displayName").GetString(), replaced.GetProperty("description").GetString()));
        var (_, read, _) = await service.Send("GET", $"{Types}/{id}");
        Assert.Equal(replaced.GetRawText(), read.GetRawText());

        Assert.Equal(204, (await service.Send("DELETE", $"{Types}/{id}")).Status);
        var (gone, error, _) = await service.Send("GET", $"{Types}/{id}");
        Assert.Equal((404, $"Not found: Resource not found: {id} (CVDType)"), (gone, error.GetProperty("errorSummary").GetString()));
        Assert.Equal(404, (await service.Send("GET", $"api/v1/meta/schemas/user/osc{id[3..]}")).Status);
        Assert.Single(await service.Events("directory.non_default_user_profile.create"));
        Assert.Equal(2, (await service.Events("firebreak.user_type.update")).Count);
        Assert.Single(await service.Events("firebreak.user_type.delete"));
    }

    [Fact]
    public async Task Each_type_has_a_schema_of_its_own()
    {
        await using var service = await TestService.Start(engine);
        var (_, made, _) = await service.Send("POST", Types, """{"name":"robot","displayName":"Robot"}""");
        var schema = "api/v1/meta/schemas/user/osc" + made.GetProperty("id").GetString()![3..];
        var (status, changed, _) = await service.Send("POST", schema, """{"definitions":{"custom":{"properties":{"wheels":{"title":"Wheels","type":"integer"}}}}}""");
        Assert.Equal((200, "robot", "Robot"), (status, changed.GetProperty("name").GetString(), changed.GetProperty("title").GetString()));
        var (_, others, _) = await service.Send("GET", "api/v1/meta/schemas/user/default");
        Assert.Empty(others.GetProperty("definitions").GetProperty("custom").GetProperty("properties").EnumerateObject());
    }

    [Fact]
    public async Task The_default_type_and_one_with_users_stay()
    {
        await using var service = await TestService.Start(engine);
        Assert.Equal("user", (await service.Send("GET", $"{Types}/default")).Body.GetProperty("name").GetString());
        var (status, error, _) = await service.Send("DELETE", $"{Types}/default");
        Assert.Equal((403, "E0000142"), (status, error.GetProperty("errorCode").GetString()));
        var (_, made, _) = await service.Send("POST", Types, """{"name":"robot","displayName":"Robot"}""");
        var id = made.GetProperty("id").GetString()!;
        await service.Store.Write<Done>(service.Caller, Permission.ManageUsers, async tx =>
        {
            await tx.Run($"update users set type_id = {id} where org_id = {tx.Org.Id}");
            tx.Record(Firebreak.SystemLog.Event.Of(Firebreak.Directory.UserEvents.Created));
            return Done.It;
        }, TestContext.Current.CancellationToken);
        Assert.Equal(403, (await service.Send("DELETE", $"{Types}/{id}")).Status);
        Assert.Equal(200, (await service.Send("GET", $"{Types}/{id}")).Status);
    }

    [Fact]
    public async Task What_cannot_be_is_refused()
    {
        await using var service = await TestService.Start(engine);
        var (_, made, _) = await service.Send("POST", Types, """{"name":"taken","displayName":"Taken"}""");
        var id = made.GetProperty("id").GetString()!;
        foreach (var (method, path, body) in new[]
        {
            ("POST", Types, "{}"),
            ("POST", Types, """{"name":"a"}"""),
            ("POST", Types, """{"displayName":"A"}"""),
            ("POST", Types, """{"name":"a","displayName":" "}"""),
            ("POST", Types, """{"name":"","displayName":"A"}"""),
            ("POST", Types, """{"name":"1a","displayName":"A"}"""),
            ("POST", Types, """{"name":"a-b","displayName":"A"}"""),
            ("POST", Types, """{"name":7,"displayName":"A"}"""),
            ("POST", Types, """{"name":"a","displayName":[]}"""),
            ("POST", Types, """{"name":"a","displayName":"A","description":{}}"""),
            ("POST", Types, """{"name":"taken","displayName":"A"}"""),
            ("POST", Types, """{"name":"a","displayName":"\ud800"}"""),
            ("POST", Types, $$"""{"name":"{{new string('a', 101)}}","displayName":"A"}"""),
            ("POST", Types, $$"""{"name":"a","displayName":"{{new string('a', 256)}}"}"""),
            ("POST", Types, $$"""{"name":"a","displayName":"A","description":"{{new string('a', 1025)}}"}"""),
            ("POST", Types, "[]"),
            ("POST", $"{Types}/{id}", """{"name":"other"}"""),
            ("POST", $"{Types}/{id}", """{"displayName":""}"""),
            ("PUT", $"{Types}/{id}", """{"displayName":"A","description":"A"}"""),
            ("PUT", $"{Types}/{id}", """{"name":"taken","description":"A"}"""),
            ("PUT", $"{Types}/{id}", """{"name":"taken","displayName":"A"}"""),
            ("PUT", $"{Types}/{id}", """{"name":"other","displayName":"A","description":"A"}"""),
        })
            Assert.True((await service.Send(method, path, body)).Status == 400, $"{method} {path} {body}");
        foreach (var method in new[] { "GET", "POST", "DELETE" })
            Assert.Equal(404, (await service.Send(method, $"{Types}/otynothing", method == "POST" ? "{}" : null)).Status);
        for (var i = 0; i < 8; i++) Assert.Equal(200, (await service.Send("POST", Types, $$"""{"name":"t{{i}}","displayName":"A"}""")).Status);
        Assert.Equal(400, (await service.Send("POST", Types, """{"name":"t8","displayName":"A"}""")).Status);
    }
}
