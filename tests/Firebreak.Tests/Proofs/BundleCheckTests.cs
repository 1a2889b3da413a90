using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Nodes;
using Firebreak.Log;
using Firebreak.Log.Merkle;
using Firebreak.Log.Notes;
using Firebreak.Log.Proofs;
using Firebreak.Log.Scoping;
using Firebreak.Tests.Merkle;
using Firebreak.Tests.Sealing;
using Firebreak.Tests.Tiles;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Firebreak.Tests.Proofs;

/// <summary>What a bundle's maker could change, and what whoever checks it says then.</summary>
public sealed class BundleCheckTests
{
    private static readonly Question Asked = new() { From = Bundles.At(20), To = Bundles.At(40), Actors = ["00u3"] };
    private static readonly Prover Prover = Bundles.Prover(Bundles.Ordered);
    private static readonly ProofBundle One = Prover.One(333);
    private static readonly ProofBundle Window = Prover.Window(Asked.From, Asked.To);

    // Entries 19 to 40, of which 24, 31 and 38 are by the actor.
    private static readonly ProofBundle Report = Window with { Report = new BundleReport("00o1", Asked, [24, 31, 38]) };

    [Fact]
    public void The_bundles_that_are_tampered_with_here_hold_as_they_are()
    {
        Assert.Equal(new BundleFindings(1, 0, Completeness.NotClaimed), One.Check());
        Assert.Equal(new BundleFindings(22, 20, Completeness.GivenOrder), Window.Check());
        Assert.Equal(new BundleFindings(22, 20, Completeness.GivenOrder), Report.Check());
    }

    [Fact]
    public void An_entry_with_another_index_other_bytes_or_another_proof_is_refused()
    {
        var entry = One.Entries[0];
        With(entry with { Index = 334 }).IsRefused();
        With(entry with { Index = -1 }).IsRefused();
        With(entry with { Index = long.MaxValue }).IsRefused();
        With(entry with { Bytes = EventLines.At(7) }).IsRefused();
        With(entry with { Proof = [] }).IsRefused();
        With(entry with { Proof = [.. entry.Proof, Hash.Empty] }).IsRefused();
        for (var i = 0; i < entry.Proof.Length; i++) With(entry with { Proof = [.. ReferenceTree.FlipIn(entry.Proof, i, 9)] }).IsRefused();
        (One with { Entries = [entry, entry] }).IsRefused();

        static ProofBundle With(ProvenEntry entry) => One with { Entries = [entry] };
    }

    [Fact]
    public void Another_checkpoint_is_refused_or_is_not_signed()
    {
        var checkpoint = One.Signed.Checkpoint;
        var other = SignedCheckpoint.Sign(checkpoint with { Root = Hash.Empty }, Logs.Key);
        (One with { Signed = other }).IsRefused();
        (Window with { Signed = other }).IsRefused();
        (Window with { Signed = SignedCheckpoint.Sign(checkpoint with { Size = checkpoint.Size + 1 }, Logs.Key) }).IsRefused();
        (Window with { Signed = SignedCheckpoint.Sign(checkpoint with { Size = 30 }, Logs.Key) }).IsRefused();
    }

    [Fact]
    public void A_window_with_an_entry_left_out_put_in_moved_or_changed_is_refused()
    {
        var entries = Window.Entries;
        for (var i = 0; i < entries.Length; i++)
        {
            (Window with { Entries = entries.RemoveAt(i) }).IsRefused();
            (Window with { Entries = entries.SetItem(i, entries[i] with { Bytes = EventLines.At(30, 999) }) }).IsRefused();
            (Window with { Entries = entries.SetItem(i, entries[i] with { Index = entries[i].Index + 1 }) }).IsRefused();
            (Window with { Entries = entries.Insert(i, entries[i]) }).IsRefused();
        }

        (Window with { Entries = [.. entries.Reverse()] }).IsRefused();
        (Window with { Entries = [] }).IsRefused();
        // Left out, and the rest numbered anew.
        (Window with { Entries = [.. entries.RemoveAt(5).Select((entry, i) => entry with { Index = entries[0].Index + i })] }).IsRefused();
    }

    [Fact]
    public void A_window_with_other_ranges_left_and_right_is_refused()
    {
        var window = Window.Window!;
        for (var i = 0; i < window.Left.Length; i++) With(window with { Left = [.. ReferenceTree.FlipIn(window.Left, i, 3)] }).IsRefused();
        for (var i = 0; i < window.Right.Length; i++) With(window with { Right = [.. ReferenceTree.FlipIn(window.Right, i, 3)] }).IsRefused();
        With(window with { Left = window.Left.RemoveAt(0) }).IsRefused();
        With(window with { Right = window.Right.RemoveAt(0) }).IsRefused();
        With(window with { Left = [], Right = [] }).IsRefused();
        With(window with { Left = window.Right, Right = window.Left }).IsRefused();
        With(null).IsRefused();
    }

    [Fact]
    public void A_window_that_reaches_as_far_as_a_neighbour_is_refused()
    {
        var window = Window.Window!;
        With(window with { From = Bundles.At(19) }).IsRefused();
        With(window with { From = null }).IsRefused();
        With(window with { To = Bundles.At(41) }).IsRefused();
        With(window with { To = null }).IsRefused();
        // A smaller one is proved as well, and says how much is in it.
        Assert.Equal(new BundleFindings(22, 5, Completeness.GivenOrder), With(window with { From = Bundles.At(25), To = Bundles.At(30) }).Check());
    }

    [Fact]
    public void A_bundle_that_leaves_a_neighbour_out_is_refused()
    {
        var prover = Prover;
        var entries = Window.Entries;
        var withoutLeft = Window with { Entries = entries.RemoveAt(0), Window = prover.WindowOf(20, 41, Asked.From, Asked.To, isOrdered: true) };
        var withoutRight = Window with { Entries = entries.RemoveAt(21), Window = prover.WindowOf(19, 40, Asked.From, Asked.To, isOrdered: true) };
        var ofNothing = Window with { Entries = [], Window = prover.WindowOf(0, 0, Asked.From, Asked.To, isOrdered: true) };
        withoutLeft.IsRefused();
        withoutRight.IsRefused();
        ofNothing.IsRefused();
        // Without the claim of order they are runs without a gap, and no more.
        Assert.Equal(Completeness.OfRange, (withoutLeft with { Window = withoutLeft.Window! with { IsOrdered = false } }).Check().Completeness);
    }

    [Fact]
    public void A_window_said_to_be_in_order_that_is_not_is_refused()
    {
        var lines = EventLines.Ordered(100).ToList();
        (lines[30], lines[31]) = (lines[31], lines[30]);
        var prover = Bundles.Prover(lines);
        var run = prover.Window(Asked.From, Asked.To);
        Assert.Equal(Completeness.OfRange, run.Check().Completeness);
        (run with { Window = run.Window! with { IsOrdered = true } }).IsRefused();
        var whole = prover.Window(null, null);
        (whole with { Window = whole.Window! with { IsOrdered = true } }).IsRefused();

        lines[30] = EventLines.NoEvent;
        whole = Bundles.Prover(lines).Window(null, null);
        (whole with { Window = whole.Window! with { IsOrdered = true } }).IsRefused();
    }

    [Fact]
    public void An_answer_is_exactly_what_the_question_selects()
    {
        With(Report.Report! with { Matches = [24, 31] }).IsRefused();
        With(Report.Report! with { Matches = [24, 31, 38, 39] }).IsRefused();
        With(Report.Report! with { Matches = [24, 31, 37] }).IsRefused();
        With(Report.Report! with { Matches = [24, 31, 38, 38] }).IsRefused();
        With(Report.Report! with { Matches = [24, 31, 38, 500] }).IsRefused();
        With(Report.Report! with { Matches = [24, 31, 38, -1] }).IsRefused();
        With(Report.Report! with { Matches = [] }).IsRefused();
        With(Report.Report! with { Org = "00o2" }).IsRefused();
        With(Report.Report! with { Org = "" }).IsRefused();
        With(Report.Report! with { Question = Asked with { Actors = ["00u4"] } }).IsRefused();
        With(Report.Report! with { Question = Asked with { Actors = [] } }).IsRefused();
        With(Report.Report! with { Question = Asked with { From = Bundles.At(25) } }).IsRefused();
        With(Report.Report! with { Question = Asked with { Events = ["user.session.end"] } }).IsRefused();

        static ProofBundle With(BundleReport report) => Report with { Report = report };
    }

    [Fact]
    public void A_question_that_reaches_beyond_the_window_is_refused()
    {
        // Entries 17 and 45 are by the actor and not in the bundle; the question asks for them.
        foreach (var wider in new[] { Asked with { From = Bundles.At(17) }, Asked with { To = Bundles.At(46) }, Asked with { From = null }, Asked with { To = null } })
            (Report with { Report = Report.Report! with { Question = wider } }).IsRefused();
    }

    [Fact]
    public void An_answer_without_a_window_proves_its_entries_and_claims_no_more()
    {
        var answer = new ProofBundle(
            One.Signed,
            [.. new[] { 24L, 31L, 38L }.Select(index => Prover.One(index).Entries[0])],
            Report: Report.Report);
        Assert.Equal(new BundleFindings(3, 0, Completeness.NotClaimed), answer.Check());
        (answer with { Entries = answer.Entries.RemoveAt(1) }).IsRefused();
        (answer with { Entries = answer.Entries.SetItem(1, Prover.One(30).Entries[0]) }).IsRefused();
    }

    [Fact]
    public void No_field_of_the_JSON_can_be_dropped_renamed_or_given_another_kind_of_value()
    {
        foreach (var bundle in new[] { One, Report })
        {
            var paths = PathsIn(JsonNode.Parse(bundle.ToJson())!, []).ToList();
            foreach (var path in paths)
            {
                foreach (var change in Changes)
                {
                    var json = JsonNode.Parse(bundle.ToJson())!;
                    if (!change(json, path)) continue;
                    var bytes = Encoding.UTF8.GetBytes(json.ToJsonString());
                    // Without its report or without its claim of order a bundle is a smaller true one.
                    if (Holds(bytes) is { } smaller) Assert.True(IsPartOf(smaller, bundle), $"{string.Join('/', path)}: {json}");
                }
            }
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"format\":\"firebreak-bundle/1\"}")]
    [InlineData("{\"format\":\"firebreak-bundle/2\",\"checkpoint\":\"\",\"entries\":[]}")]
    [InlineData("{\"format\":\"firebreak-bundle/1\",\"checkpoint\":\"\",\"entries\":[]}")]
    [InlineData("{\"format\":\"firebreak-bundle/1\",\"format\":\"firebreak-bundle/1\"}")]
    [InlineData("{\"format\":\"\\ud800\"}")]
    public void What_is_no_bundle_is_refused(string json) => Assert.Throws<LogCorruptException>(() => Bundles.Read(Encoding.UTF8.GetBytes(json)));

    [Fact]
    public void A_text_for_people_does_not_stand_beside_the_bytes_that_are_proved()
    {
        var json = Encoding.UTF8.GetString(Bundles.Prover([[0xFF]]).One(0).ToJson());
        Assert.Contains("\"entryBase64\": \"/w==\"", json, StringComparison.Ordinal);
        Bundles.Read(Encoding.UTF8.GetBytes(json));
        var both = json.Replace("\"entryBase64\"", "\"entry\": \"something else\", \"entryBase64\"", StringComparison.Ordinal);
        Assert.Throws<LogCorruptException>(() => Bundles.Read(Encoding.UTF8.GetBytes(both)));
    }

    [Fact]
    public void Any_damage_to_the_JSON_ends_in_a_sentence_or_in_a_bundle_that_is_true() =>
        Prop.ForAll(Damaged().ToArbitrary(), damage =>
        {
            // No other exception than ours leaves Holds.
            if (Holds(damage.Json) is { } bundle) Assert.True(IsPartOf(bundle, damage.Of), Encoding.UTF8.GetString(damage.Json));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(5_000));

    private static ProofBundle With(BundleWindow? window) => Window with { Window = window };

    // What a stranger with the log's verifier key does.
    private static ProofBundle? Holds(byte[] json)
    {
        try
        {
            var bundle = Bundles.Read(json);
            BundleCheck.Run(bundle);
            return bundle.Signed.IsSignedBy(Logs.Key.Verifier) ? bundle : null;
        }
        catch (LogCorruptException)
        {
            return null;
        }
    }

    // The same checkpoint and entries, and no answer but one that the question gives.
    private static bool IsPartOf(ProofBundle bundle, ProofBundle original) =>
        bundle.Signed.Note.Text == original.Signed.Note.Text
        && bundle.Entries.All(entry => original.Entries.Any(same => same.Index == entry.Index && same.Bytes.Span.SequenceEqual(entry.Bytes.Span)))
        && (bundle.Report is null || original.Report!.Matches.SequenceEqual(bundle.Report.Matches) || !bundle.Report.Question.Equals(original.Report.Question));

    private static IEnumerable<ImmutableArray<object>> PathsIn(JsonNode node, ImmutableArray<object> path)
    {
        if (path.Length > 0) yield return path;
        var children = node switch
        {
            JsonObject o => o.Select(member => (Key: (object)member.Key, member.Value)),
            JsonArray a => a.Select((item, i) => (Key: (object)i, Value: item)),
            _ => [],
        };
        foreach (var below in children.SelectMany(child => PathsIn(child.Value!, path.Add(child.Key)))) yield return below;
    }

    private static readonly Func<JsonNode, ImmutableArray<object>, bool>[] Changes =
    [
        (json, path) => Change(json, path, (o, name) => o.Remove(name), (a, i) => a.RemoveAt(i)),
        (json, path) => Change(json, path, (o, name) => (o[name + "x"], _) = (o[name]?.DeepClone(), o.Remove(name)), null),
        (json, path) => Change(json, path, (o, name) => o["more"] = 1, (a, i) => a.Insert(i, a[i]?.DeepClone())),
        (json, path) => Change(json, path, (o, name) => o[name] = null, (a, i) => a[i] = null),
        (json, path) => Change(json, path, (o, name) => o[name] = 7, (a, i) => a[i] = 7),
        (json, path) => Change(json, path, (o, name) => o[name] = -1.5, (a, i) => a[i] = -1.5),
        (json, path) => Change(json, path, (o, name) => o[name] = "x", (a, i) => a[i] = "x"),
        (json, path) => Change(json, path, (o, name) => o[name] = new JsonArray(), (a, i) => a[i] = new JsonArray()),
        (json, path) => Change(json, path, (o, name) => o[name] = new JsonObject(), (a, i) => a[i] = new JsonObject()),
        (json, path) => Change(json, path, (o, name) => o[name] = true, (a, i) => a[i] = true),
    ];

    private static bool Change(JsonNode json, ImmutableArray<object> path, Action<JsonObject, string> inObject, Action<JsonArray, int>? inArray)
    {
        var parent = path[..^1].Aggregate(json, (node, step) => step is string name ? node[name]! : node[(int)step]!);
        if (path[^1] is string member) inObject((JsonObject)parent, member);
        else if (inArray is null) return false;
        else inArray((JsonArray)parent, (int)path[^1]);
        return true;
    }

    private static Gen<(ProofBundle Of, byte[] Json)> Damaged()
    {
        (ProofBundle Of, byte[] Json)[] bundles = [.. new[] { One, Window, Report }.Select(bundle => (bundle, bundle.ToJson()))];
        return from bundle in Gen.Elements(bundles)
               from at in Gen.Choose(0, bundle.Json.Length - 1)
               from length in Gen.Choose(0, 3)
               from put in Gen.OneOf(
                   Gen.Choose(0, 255).Select(value => new[] { (byte)value }),
                   Gen.Choose(0, 7).Select(bit => new[] { (byte)(bundle.Json[at] ^ (1 << bit)) }),
                   Gen.Elements("", "\"", "\\", "\\ud800", "{", "[", "]", "}", ",", ":", "null", "1e999", "-", "99999999999999999999", "\0", "\u00e9").Select(Encoding.UTF8.GetBytes))
               select (bundle.Of, (byte[])[.. bundle.Json[..at], .. put, .. bundle.Json[Math.Min(at + length, bundle.Json.Length)..]]);
    }
}
