using System.Net;
using Firebreak.Log;
using Firebreak.Log.Live;
using Firebreak.Log.Notes;
using Firebreak.Log.Tiles;
using Firebreak.Storage;
using Firebreak.SystemLog;
using Firebreak.Tests.Service;
using Xunit;

namespace Firebreak.Tests.SystemLog;

/// <summary>Looks at a test service's logs as an outsider does: over HTTP, with Firebreak.Log alone.</summary>
internal static class LiveLogs
{
    private static readonly EventType Happened = new("firebreak.test.happened", "Something happened");

    /// <summary>Records events in an org's log.</summary>
    public static async Task Append(Store store, Org org, int count)
    {
        for (var done = 0; done < count;)
        {
            var some = Math.Min(400, count - done);
            var outcome = await store.Write<Done>(Caller.Service(org), Permission.ReadLog, tx =>
            {
                for (var i = 0; i < some; i++) tx.Record(Event.Of(Happened, new EventTarget($"t{i}", "Thing", null, null)));
                return new(Done.It);
            });
            Assert.Null(outcome.Refusal);
            done += some;
        }
    }

    /// <summary>Waits until everything that was acknowledged is placed.</summary>
    public static async Task Placed(Store store)
    {
        while (true)
        {
            await using (var db = await store.ReadAcross())
                if (!await db.Any($"select 1 from intents limit 1")) return;
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>A whole look at an org's log; throws where anything is wrong.</summary>
    public static LiveFindings Look(TestService service, HttpClient? by = null, SeenLog? seen = null)
    {
        var log = LogReader.Open(new HttpSource(by ?? service.Client, "log/"));
        var epochs = LogReader.Open(new HttpSource(by ?? service.Client, "epochs/"));
        Assert.True(log.Signed.IsSignedBy(KeyAt(by ?? service.Client, "log/vkey")));
        Assert.True(epochs.Signed.IsSignedBy(KeyAt(by ?? service.Client, "epochs/vkey")));
        return LiveCheck.Check(log, epochs, seen);
    }

    public static VerifierKey KeyAt(HttpClient client, string path)
    {
        var buffer = new GrowingBuffer();
        Assert.True(new HttpSource(client, "").TryRead(path, buffer));
        Assert.True(VerifierKey.TryParse(System.Text.Encoding.UTF8.GetString(buffer.Written), out var key));
        return key;
    }

    /// <summary>Nothing is wrong with the store.</summary>
    public static async Task<StoreFindings> IsSound(Store store)
    {
        var found = await StoreCheck.Verify(store, TestContext.Current.CancellationToken);
        Assert.Empty(found.Problems);
        return found;
    }
}

/// <summary>A log behind a test's client.</summary>
internal sealed class HttpSource(HttpClient client, string root) : ITileSource
{
    public string Name => client.BaseAddress + root;

    public bool TryRead(string path, GrowingBuffer buffer)
    {
        buffer.Clear();
        using var request = new HttpRequestMessage(HttpMethod.Get, root + path);
        using var response = client.Send(request, TestContext.Current.CancellationToken);
        if (response.StatusCode == HttpStatusCode.NotFound) return false;
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        using var bytes = new MemoryStream();
        response.Content.ReadAsStream(TestContext.Current.CancellationToken).CopyTo(bytes);
        buffer.Append(bytes.ToArray());
        return true;
    }
}
