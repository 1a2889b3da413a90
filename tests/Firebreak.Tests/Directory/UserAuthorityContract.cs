using Firebreak.Directory;
using Firebreak.SystemLog;
using Firebreak.Tests.Service;
using Xunit;

namespace Firebreak.Tests.Directory;

public sealed class UserAuthorityOnSqlite() : UserAuthorityContract(Engine.Sqlite);

public sealed class UserAuthorityOnPostgres() : UserAuthorityContract(Engine.Postgres);

public abstract class UserAuthorityContract(Engine engine)
{
    [Fact]
    public async Task Administrators_are_changed_by_super_administrators_and_themselves_alone()
    {
        await using var service = await TestService.Start(engine);
        var (admin, _) = await service.NewClient(service.Org, RoleType.ORG_ADMIN);
        var (other, _) = await service.NewClient(service.Org, RoleType.READ_ONLY_ADMIN);
        var id = (await service.Send("GET", "api/v1/users/me", by: other)).Body.GetProperty("id").GetString()!;
        foreach (var (method, path, body) in ((string, string, string?)[])[
            ("POST", "", """{"profile":{"email":"mine@example.com"}}"""), ("POST", "/lifecycle/suspend", null), ("POST", "/lifecycle/expire_password_with_temp_password", null),
            ("POST", "/lifecycle/reset_password?sendEmail=false", null), ("POST", "/lifecycle/reset_factors", null), ("DELETE", "/sessions", null), ("DELETE", "", null)])
        {
            var (status, error, _) = await service.Send(method, $"api/v1/users/{id}{path}", body, admin);
            Assert.Equal((path, 403, "E0000006"), (path, status, UserFixture.Code(error)));
        }
        Assert.Equal(200, (await service.Send("POST", "api/v1/users/me", """{"profile":{"nickName":"Me"}}""", admin)).Status);
        Assert.Equal(200, (await service.Send("POST", $"api/v1/users/{id}/lifecycle/suspend")).Status);
    }

    [Fact]
    public async Task A_role_limited_to_a_group_reaches_its_members_alone()
    {
        await using var service = await TestService.Start(engine);
        var (client, _) = await service.NewClient(service.Org, RoleType.USER_ADMIN);
        var me = (await service.Send("GET", "api/v1/users/me", by: client)).Body.GetProperty("id").GetString()!;
        var (inside, outside) = (await UserFixture.Make(service, "in@example.com"), await UserFixture.Make(service, "out@example.com"));
        await Limit(service, me, "00gmine0000000000000", inside);

        Assert.Equal(200, (await service.Send("POST", $"api/v1/users/{inside}/lifecycle/activate", by: client)).Status);
        Assert.Equal(403, (await service.Send("POST", $"api/v1/users/{outside}/lifecycle/activate", by: client)).Status);
        Assert.Equal(200, (await service.Send("GET", $"api/v1/users/{inside}", by: client)).Status);
        Assert.Equal(403, (await service.Send("GET", $"api/v1/users/{outside}", by: client)).Status);
        var (_, list, _) = await service.Send("GET", "api/v1/users", by: client);
        Assert.Equal([me, inside], list.EnumerateArray().Select(user => user.GetProperty("id").GetString()!).Order(StringComparer.Ordinal));
        Assert.Equal(403, (await service.Send("POST", "api/v1/users", UserFixture.Body("new@example.com"), client)).Status);
        var (made, user, _) = await service.Send("POST", "api/v1/users", UserFixture.Body("new@example.com", more: ",\"groupIds\":[\"00gmine0000000000000\"]"), client);
        Assert.True(made == 200, user.ToString());
        Assert.Equal(2, (await service.Events("group.user_membership.add"))[0].GetProperty("target").GetArrayLength());
    }

    [Fact]
    public async Task Nobody_makes_an_administrator_by_putting_a_new_user_into_an_administrators_group()
    {
        await using var service = await TestService.Start(engine);
        var (client, _) = await service.NewClient(service.Org, RoleType.ORG_ADMIN);
        await Group(service, "00gadmins00000000000", RoleType.SUPER_ADMIN);
        var body = UserFixture.Body("climber@example.com", more: ",\"groupIds\":[\"00gadmins00000000000\"]");
        Assert.Equal(403, (await service.Send("POST", "api/v1/users", body, client)).Status);
        Assert.Equal(404, (await service.Send("GET", "api/v1/users/climber@example.com")).Status);
        Assert.Equal(200, (await service.Send("POST", "api/v1/users", body)).Status);
    }

    [Fact]
    public async Task Roles_that_do_not_hold_a_permission_are_refused_and_that_is_recorded()
    {
        await using var service = await TestService.Start(engine);
        var id = await UserFixture.Make(service, "plain@example.com");
        var (reader, _) = await service.NewClient(service.Org, RoleType.READ_ONLY_ADMIN);
        var (helper, _) = await service.NewClient(service.Org, RoleType.HELP_DESK_ADMIN);
        var (nobody, _) = await service.NewClient(service.Org, null);
        Assert.Equal(403, (await service.Send("POST", "api/v1/users", UserFixture.Body("x@example.com"), reader)).Status);
        Assert.Equal(403, (await service.Send("POST", $"api/v1/users/{id}/lifecycle/suspend", by: helper)).Status);
        Assert.Equal(403, (await service.Send("GET", "api/v1/users", by: nobody)).Status);
        Assert.Equal(200, (await service.Send("POST", $"api/v1/users/{id}/lifecycle/reset_factors", by: helper)).Status);
        Assert.Equal(3, (await service.Events()).Count(e => e.GetProperty("outcome").GetProperty("result").GetString() == "DENY"));
    }

    private static async Task Limit(TestService service, string admin, string group, string member)
    {
        await Group(service, group, null);
        await service.Store.Write<Done>(service.Caller, Permission.ManageRoles, async tx =>
        {
            await tx.Run($"insert into role_targets (org_id, assignment_id, kind, target, added) select org_id, id, 'GROUP', {group}, created from role_assignments where org_id = {tx.Org.Id} and assignee_id = {admin}");
            await GroupTable.Add(tx, group, member, GroupTable.ByHand);
            tx.Record(Event.Of(RoleEvents.Granted));
            return Done.It;
        }, TestContext.Current.CancellationToken);
    }

    private static Task Group(TestService service, string id, RoleType? role) => service.Store.Write<Done>(service.Caller, Permission.ManageRoles, async tx =>
    {
        await tx.Run(
            $"""
            insert into groups (org_id, id, type, name, name_key, description, profile, created, last_updated, last_membership_updated)
            values ({tx.Org.Id}, {id}, 'OKTA_GROUP', {id}, {id}, null, {"{}"}, {tx.At}, {tx.At}, {tx.At})
            """);
        if (role is { } held)
            await tx.Run($"insert into role_assignments (org_id, id, assignee_type, assignee_id, role, created, last_updated) values ({tx.Org.Id}, {Ids.New(Ids.RoleAssignment, tx.At)}, 'GROUP', {id}, {held.ToString()}, {tx.At}, {tx.At})");
        tx.Record(Event.Of(RoleEvents.Granted));
        return Done.It;
    }, TestContext.Current.CancellationToken);
}
