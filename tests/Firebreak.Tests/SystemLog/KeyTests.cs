using System.Security.Cryptography;
using Firebreak.Directory;
using Firebreak.Storage;
using Firebreak.SystemLog;
using Firebreak.Tests.Reading;
using Firebreak.Tests.Service;
using Xunit;

namespace Firebreak.Tests.SystemLog;

public sealed class KeysOnSqlite() : KeyContract(Engine.Sqlite);

public sealed class KeysOnPostgres() : KeyContract(Engine.Postgres);

public abstract class KeyContract(Engine engine)
{
    [Fact]
    public async Task A_rotated_key_signs_beside_the_old_one_and_the_log_tells_of_it()
    {
        await using var service = await TestService.Start(engine);
        var old = LiveLogs.KeyAt(service.Client, "log/vkey");
        await using var db = await service.Store.ReadAcross(TestContext.Current.CancellationToken);
        var operators = await OrgTable.FindByNumber(db, Org.OperatorNumber);
        var rotated = await LogKeys.Rotate(service.Store, Caller.Service(operators!), service.Org, TestContext.Current.CancellationToken);
        Assert.Null(rotated.Refusal);
        await LiveLogs.Placed(service.Store);
        var now = LiveLogs.KeyAt(service.Client, "log/vkey");
        Assert.NotEqual(old.ToString(), now.ToString());
        var found = LiveLogs.Look(service);
        Assert.True(found.Seen.Log.IsSignedBy(old));
        Assert.True(found.Seen.Log.IsSignedBy(now));
        var change = Assert.Single(found.KeyChanges);
        Assert.Equal((old.ToString(), now.ToString()), (change.Old.ToString(), change.New.ToString()));
        await LiveLogs.IsSound(service.Store);

        await service.Store.System(session => session.Run($"update keys set ends = 1 where org_number = {service.Org.Number} and state = 1"));
        Assert.False(LiveLogs.Look(service).Seen.Log.IsSignedBy(old));
        await LogKeys.Sweep(service.Store);
        Assert.Equal("ENDED", (await service.Send("GET", "log/keys")).Body[1].GetProperty("status").GetString());
    }

    [Fact]
    public async Task Only_the_operator_rotates_a_key()
    {
        await using var service = await TestService.Start(engine);
        var own = new Caller(service.Org, Actor.Service, Authority.Of(service.Org, [new(RoleType.SUPER_ADMIN, [], [])]), RequestContext.None);
        Assert.Equal("E0000006", (await LogKeys.Rotate(service.Store, own, service.Org, TestContext.Current.CancellationToken)).Refusal!.Code);
    }

    [Fact]
    public async Task The_wrong_master_key_and_a_missing_one_are_said_at_the_start()
    {
        await using var service = await TestService.Start(engine);
        using var folder = new TempFolder();
        var missing = folder.At("missing");
        Assert.Contains("is missing", (await Assert.ThrowsAsync<MasterKeyException>(() => Secrets.Open(service.Store, missing))).Message, StringComparison.Ordinal);
        Assert.False(File.Exists(missing));
        var wrong = folder.At("wrong");
        MasterKey.ReadOrMake(wrong);
        Assert.Contains("not the one", (await Assert.ThrowsAsync<MasterKeyException>(() => Secrets.Open(service.Store, wrong))).Message, StringComparison.Ordinal);
        await File.WriteAllTextAsync(wrong, "nonsense", TestContext.Current.CancellationToken);
        Assert.Contains("holds no master key", (await Assert.ThrowsAsync<MasterKeyException>(() => Secrets.Open(service.Store, wrong))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrapped_secret_opens_only_where_it_belongs()
    {
        await using var service = await TestService.Start(engine);
        var secrets = service.Store.Secrets;
        var wrapped = secrets.Wrap(service.Org.Id, "app", "a", "secret"u8);
        Assert.Equal("secret"u8, secrets.Unwrap(service.Org.Id, "app", "a", wrapped));
        Assert.ThrowsAny<CryptographicException>(() => secrets.Unwrap(service.Org.Id, "app", "b", wrapped));
        Assert.ThrowsAny<CryptographicException>(() => secrets.Unwrap(service.Org.Id, "factor", "a", wrapped));
        Assert.ThrowsAny<CryptographicException>(() => secrets.Unwrap("00oother", "app", "a", wrapped));
        wrapped[^1] ^= 1;
        Assert.ThrowsAny<CryptographicException>(() => secrets.Unwrap(service.Org.Id, "app", "a", wrapped));
        Assert.DoesNotContain("secret", secrets.ToString()!.ToLowerInvariant().Replace("secrets(hidden)", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }
}

public sealed class MasterKeyTests
{
    [Fact]
    public void A_master_key_is_made_once_readable_by_its_owner_alone()
    {
        using var folder = new TempFolder();
        var path = folder.At("master.key");
        MasterKey.ReadOrMake(path);
        var text = File.ReadAllText(path);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        MasterKey.ReadOrMake(path);
        Assert.Equal(text, File.ReadAllText(path));
        Assert.True(MasterKey.TryParse(text, out _));
        Assert.False(MasterKey.TryParse(text[..^4], out _));
    }
}
