using Xunit;

namespace Firebreak.Tests.Service;

public sealed class FirstOnSqlite() : FirstContract(Engine.Sqlite);

public sealed class FirstOnPostgres() : FirstContract(Engine.Postgres);

public abstract class FirstContract(Engine engine)
{
    [Fact]
    public async Task A_user_is_made_read_and_recorded()
    {
        await using var service = await TestService.Start(engine);
        var (status, made, _) = await service.Send("POST", "api/v1/users?activate=false", """{"profile":{"firstName":"Ada","lastName":"L","login":"ada@example.com","email":"ada@example.com"}}""");
        Assert.Equal(200, status);
        var (read, user, _) = await service.Send("GET", "api/v1/users/ADA@example.com");
        Assert.Equal(200, read);
        Assert.Equal(made.GetProperty("id").GetString(), user.GetProperty("id").GetString());
        Assert.Equal("STAGED", user.GetProperty("status").GetString());
        var created = Assert.Single(await service.Events("user.lifecycle.create"), e => e.GetProperty("target")[0].GetProperty("id").GetString() == user.GetProperty("id").GetString());
        Assert.Equal("/api/v1/users", created.GetProperty("debugContext").GetProperty("debugData").GetProperty("requestUri").GetString());
    }
}
