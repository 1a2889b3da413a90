using Firebreak.Log.Live;
using Firebreak.SystemLog;
using Firebreak.Tests.Service;
using Xunit;

namespace Firebreak.Tests.SystemLog;

public sealed class ErasureCheckOnSqlite() : ErasureCheckContract(Engine.Sqlite);

public sealed class ErasureCheckOnPostgres() : ErasureCheckContract(Engine.Postgres);

/// <summary>The check that copies followed an erasure finds what did not.</summary>
public abstract class ErasureCheckContract(Engine engine)
{
    [Fact]
    public async Task What_did_not_follow_is_found_and_asking_again_makes_it_follow()
    {
        await using var service = await TestService.Start(engine);
        var (_, user, _) = await service.Send("POST", "api/v1/users", """{"profile":{"firstName":"Ada","lastName":"L","login":"ada@example.com","email":"ada@example.com"}}""");
        var request = $$"""{"userId":"{{user.GetProperty("id").GetString()}}","reason":"asked","dryRun":false}""";
        await LiveLogs.Append(service.Store, service.Org, LogIndexSegment.Size);
        await LiveLogs.Placed(service.Store);
        await service.Indexed();

        var before = await Rows(service);
        var (_, erased, _) = await service.Send("POST", "log/erasures", request);
        var check = erased.GetProperty("check");
        Assert.Equal((true, 2, 0, 2, 1, 0), (check.GetProperty("done").GetBoolean(), Number("erased"), Number("bodies"), Number("hashes"), Number("indexSegments"), Number("staleSegments")));
        int Number(string name) => check.GetProperty(name).GetInt32();
        Assert.True(IndexRanges.TryParse(erased.GetProperty("indexes").GetString()!, out var indexes));
        Assert.True((await Check(service, indexes)).IsDone);

        // As if the service had died between erasing and making the index again.
        await service.Store.Tend(async books =>
        {
            foreach (var (bucket, terms) in before)
                await books.Run($"update event_terms set terms = {terms} where org_number = {service.Org.Number} and segment = 0 and bucket = {bucket}");
        }, TestContext.Current.CancellationToken);
        Assert.Equal((1, false), ((await Check(service, indexes)).Stale, (await Check(service, indexes)).IsDone));
        Assert.Equal(400, (await service.Send("POST", "log/erasures", request)).Status);
        Assert.True((await Check(service, indexes)).IsDone);

        // Whatever else is not as it must be is told too.
        await service.Store.System(session => session.Run($"update events set body = {"{}"u8.ToArray()} where org_number = {service.Org.Number} and idx = {indexes.Runs[0].From}"));
        Assert.Equal((1, false), ((await Check(service, indexes)).Bodies, (await Check(service, indexes)).IsDone));
    }

    private static async Task<ErasureCheck> Check(TestService service, IndexRanges indexes)
    {
        await using var db = await service.Store.Read(service.Org, TestContext.Current.CancellationToken);
        return await ErasureCheck.Of(db, service.Org, indexes, TestContext.Current.CancellationToken);
    }

    private static async Task<List<(long Bucket, byte[] Terms)>> Rows(TestService service)
    {
        await using var db = await service.Store.Read(service.Org, TestContext.Current.CancellationToken);
        return await db.All($"select bucket, terms from event_terms where org_number = {service.Org.Number} and segment = 0 order by bucket", row => (row.Long(0), row.Bytes(1)));
    }
}
