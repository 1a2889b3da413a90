using System.Text;
using System.Text.Json;
using Firebreak.Log.Merkle;
using Firebreak.Log.Tiles;
using Firebreak.Server.Hosting;
using Firebreak.SystemLog;

namespace Firebreak.Server.Api;

/// <summary>An org's log for those who check it: C2SP tlog-tiles, and its place in the epochs. See docs/api.md, "Log".</summary>
internal static class LogProofEndpoints
{
    /// <summary>What is served by the checkpoint log is the same for everyone and never changes.</summary>
    private const string Public = "public, max-age=31536000, immutable";

    private const string Private = "private, max-age=31536000, immutable";

    public static IReadOnlyList<ApiRoute> Routes { get; } =
    [
        ApiRoute.For(Permission.ReadLog, "GET", "/log/checkpoint", Checkpoint),
        ApiRoute.For(Permission.ReadLog, "GET", "/log/vkey", VerifierKey),
        ApiRoute.For(Permission.ReadLog, "GET", "/log/keys", Keys),
        ApiRoute.For(Permission.ReadLog, "GET", "/log/tile/{**path}", OrgTile),
        ApiRoute.For(Permission.ReadLog, "GET", "/log/epoch", Epoch),
        ApiRoute.For(Permission.ReadLog, "GET", "/log/epochs", Epochs),
    ];

    /// <summary>The checkpoint log: for everyone, at the host as at every org's address.</summary>
    public static IReadOnlyList<HostRoute> Open { get; } =
    [
        new("it holds hashes alone, and everyone shall be able to see that there is one history", "GET", "/epochs/checkpoint", EpochsCheckpoint),
        new("it is a verifier key, made to be known", "GET", "/epochs/vkey", EpochsVerifierKey),
        new("it holds hashes alone, and everyone shall be able to see that there is one history", "GET", "/epochs/tile/{**path}", EpochsTile),
    ];

    private static async Task Checkpoint(Call call) => await Text(call.Http, (await Checkpoints.Latest(call.Store, call.Org, call.Aborted)).Note.ToBytes());

    private static async Task VerifierKey(Call call)
    {
        await using var db = await call.Store.Read(call.Org, call.Aborted);
        await Text(call.Http, Encoding.UTF8.GetBytes((await LogKeys.List(db, call.Org)).First(key => key.State == 0).Verifier + "\n"));
    }

    private static async Task Keys(Call call)
    {
        await using var db = await call.Store.Read(call.Org, call.Aborted);
        await call.AnswerList(await LogKeys.List(db, call.Org), (json, key) =>
        {
            json.WriteStartObject();
            json.WriteString("id"u8, key.Id);
            json.WriteString("status"u8, key.State == 0 ? "ACTIVE" : key.Ends <= call.Store.NowMicros ? "ENDED" : "ENDING");
            json.WriteString("created"u8, Times.Show(key.Created));
            json.WriteString("ends"u8, key.Ends is { } ends ? Times.Show(ends) : null);
            json.WriteString("vkey"u8, key.Verifier);
            json.WriteEndObject();
        });
    }

    private static async Task OrgTile(Call call)
    {
        await using var db = await call.Store.Read(call.Org, call.Aborted);
        var bytes = Tile.TryParse("tile/" + call.Path("path"), out var tile) ? await LogTiles.Read(db, call.Org.Number, tile.Value) : null;
        if (bytes is null) await call.Refuse(Refusal.NotFound(call.Path("path"), "Tile"));
        else await Bytes(call.Http, bytes, CacheOf(tile!.Value, Private));
    }

    private static async Task Epoch(Call call)
    {
        if (call.Query("epoch") is { } text && !IsNumber(text))
        {
            await call.Refuse(Refusal.Invalid("epoch", "epoch: A whole number from 0 is expected."));
            return;
        }
        var checkpoint = await Checkpoints.Latest(call.Store, call.Org, call.Aborted); // makes sure that there is an epoch
        var epoch = call.Query("epoch") is { } asked ? long.Parse(asked) : await call.Store.EpochProofs.Last(call.Aborted);
        var proofs = await call.Store.EpochProofs.Of(call.Org, epoch, 1, call.Aborted);
        if (proofs.Count == 0 || proofs[0].Entry.Epoch != epoch)
        {
            await call.Refuse(Refusal.NotFound(epoch.ToString(), "Epoch"));
            return;
        }
        var (signed, hashes) = await Checkpoints.OfEpochs(call.Store, call.Aborted, epoch);
        await using var db = await call.Store.Read(call.Org, call.Aborted);
        var own = proofs[0].Checkpoint == checkpoint.Checkpoint ? checkpoint : await LogKeys.Sign(call.Store, db, call.Org, proofs[0].Checkpoint);
        await call.Answer(200, json =>
        {
            json.WriteStartObject();
            WriteProof(json, proofs[0]);
            json.WriteString("signedCheckpoint"u8, own.Note.ToString());
            WriteHashes(json, "inclusion"u8, Tree.Inclusion(hashes, epoch, signed.Checkpoint.Size));
            json.WriteString("epochsCheckpoint"u8, signed.Note.ToString());
            json.WriteEndObject();
        });
    }

    private static async Task Epochs(Call call)
    {
        var limit = call.Limit(EpochProofs.MostEpochs, EpochProofs.MostEpochs);
        var from = call.Query("from") ?? "0";
        if (limit.Refusal is { } refusal) await call.Refuse(refusal);
        else if (!IsNumber(from)) await call.Refuse(Refusal.Invalid("from", "from: A whole number from 0 is expected."));
        else await call.AnswerList(await call.Store.EpochProofs.Of(call.Org, long.Parse(from), limit.Value, call.Aborted), (json, proof) =>
        {
            json.WriteStartObject();
            WriteProof(json, proof);
            json.WriteEndObject();
        });
    }

    private static async Task EpochsCheckpoint(HostCall call) => await Text(call.Http, (await Checkpoints.OfEpochs(call.Store, call.Http.RequestAborted)).Signed.Note.ToBytes());

    private static async Task EpochsVerifierKey(HostCall call)
    {
        await using var db = await call.Store.Read(LogKeys.CheckpointLog, call.Http.RequestAborted);
        await Text(call.Http, Encoding.UTF8.GetBytes((await LogKeys.List(db, LogKeys.CheckpointLog)).First(key => key.State == 0).Verifier + "\n"));
    }

    private static async Task EpochsTile(HostCall call)
    {
        var path = (string)call.Http.Request.RouteValues["path"]!;
        await using var db = await call.Store.Read(LogKeys.CheckpointLog, call.Http.RequestAborted);
        var bytes = Tile.TryParse("tile/" + path, out var tile) ? await LogTiles.Read(db, LogKeys.CheckpointLog.Number, tile.Value) : null;
        if (bytes is null) await Errors.Write(call.Http, Refusal.NotFound(path, "Tile"));
        else await Bytes(call.Http, bytes, CacheOf(tile!.Value with { Level = Math.Max(0, tile.Value.Level) }, Public));
    }

    // Entries can be erased, so copies of them must be asked for again; hashes stay for ever.
    private static string CacheOf(Tile tile, string forEver) => tile.IsPartial || tile.Level == Tile.Entries ? "no-cache" : forEver;

    private static bool IsNumber(string text) => text.Length is > 0 and < 16 && text.All(char.IsAsciiDigit);

    private static void WriteProof(Utf8JsonWriter json, EpochProof proof)
    {
        json.WriteNumber("epoch"u8, proof.Entry.Epoch);
        json.WriteString("entry"u8, proof.Entry.ToString());
        json.WriteString("checkpoint"u8, proof.Checkpoint.ToString());
        json.WriteNumber("leaf"u8, proof.Place);
        WriteHashes(json, "path"u8, proof.Path);
    }

    private static void WriteHashes(Utf8JsonWriter json, ReadOnlySpan<byte> name, IReadOnlyList<Hash> hashes)
    {
        json.WriteStartArray(name);
        foreach (var hash in hashes) json.WriteStringValue(hash.ToString());
        json.WriteEndArray();
    }

    private static Task Text(HttpContext http, byte[] text)
    {
        http.Response.ContentType = "text/plain; charset=utf-8";
        return Write(http, text);
    }

    private static Task Bytes(HttpContext http, byte[] bytes, string cache)
    {
        http.Response.ContentType = "application/octet-stream";
        http.Response.Headers.CacheControl = cache;
        return Write(http, bytes);
    }

    private static async Task Write(HttpContext http, byte[] bytes)
    {
        http.Response.ContentLength = bytes.Length;
        await http.Response.BodyWriter.WriteAsync(bytes, http.RequestAborted);
    }
}
