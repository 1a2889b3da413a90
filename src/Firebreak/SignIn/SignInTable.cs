using System.Collections.Immutable;
using Firebreak.Directory;
using Firebreak.Storage;

namespace Firebreak.SignIn;

/// <summary>How sign-ins on their way are kept: by the hash of the state token.</summary>
internal static class SignInTable
{
    /// <summary>The sign-in of a token; null when there is none, or it has ended.</summary>
    public static ValueTask<SignInTransaction?> Find(Queries db, string org, StateToken token, long now) => db.One(
        $"""
        select user_id, status, by_link, second, methods, factor_id, enrolled, skipped, multi, warn, device, created, ends
        from sign_ins where org_id = {org} and hash = {Tokens.Hash(token.Plain)} and ends > {now}
        """, Read)!;

    /// <summary>Keeps one as it is now, in a change.</summary>
    public static async ValueTask Keep(WriteTransaction tx, StateToken token, SignInTransaction made)
    {
        await Delete(tx, token);
        await tx.Run($"delete from sign_ins where org_id = {tx.Org.Id} and ends <= {tx.At}");
        var state = made.State;
        await tx.Run(
            $"""
            insert into sign_ins (org_id, hash, user_id, status, by_link, second, methods, factor_id, enrolled, skipped, multi, warn, device, created, ends)
            values ({tx.Org.Id}, {Tokens.Hash(token.Plain)}, {made.UserId}, {state.Status.ToString()}, {state.ByLink}, {state.Second}, {string.Join(' ', made.Methods)}, {state.FactorId},
              {state.Enrolled}, {string.Join(' ', state.Skipped)}, {state.Multi}, {made.Warn}, {made.Device}, {made.Created}, {made.Ends})
            """);
    }

    /// <summary>Notes where one stands and until when, unless it has moved on meanwhile; true when it was noted.</summary>
    public static async ValueTask<bool> Note(Bookkeeping books, string org, StateToken token, SignInStatus before, SignInTransaction now) => await books.Run(
        $"""
        update sign_ins set status = {now.State.Status.ToString()}, factor_id = {now.State.FactorId}, ends = {now.Ends}
        where org_id = {org} and hash = {Tokens.Hash(token.Plain)} and status = {before.ToString()}
        """) > 0;

    /// <summary>Ends one.</summary>
    public static ValueTask<int> Delete(WriteTransaction tx, StateToken token) => tx.Run($"delete from sign_ins where org_id = {tx.Org.Id} and hash = {Tokens.Hash(token.Plain)}");

    private static SignInTransaction Read(Row row) => new(
        row.Text(0),
        new SignInState
        {
            Status = Enum.Parse<SignInStatus>(row.Text(1)),
            Primary = true,
            ByLink = row.Flag(2),
            Second = row.Flag(3),
            FactorId = row.TextOrNull(5),
            Enrolled = row.Flag(6),
            Multi = row.Flag(8),
            Skipped = [.. Words(row.Text(7)).Select(Enum.Parse<SignInStatus>)],
        },
        Words(row.Text(4)), row.Flag(9), row.TextOrNull(10), row.Long(11), row.Long(12));

    private static ImmutableArray<string> Words(string text) => [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries)];
}
