using System.Text.Json;
using Firebreak.Storage;
using Firebreak.SystemLog;

namespace Firebreak.Directory;

/// <summary>Who the first operator administrator says to be.</summary>
public sealed record FirstAdministrator(string FirstName, string LastName, string Email, string Password)
{
    /// <inheritdoc/>
    public override string ToString() => "FirstAdministrator(hidden)";
}

/// <summary>
/// How the first administrator comes into the operator's org: by a link that the service prints where only who started it can read. It works
/// once and for a day; a new one makes the old one worthless.
/// </summary>
public static class FirstRun
{
    /// <summary>Fewest characters of the first administrator's password.</summary>
    public const int FewestCharacters = 12;

    private const string Purpose = "first-run";
    private static readonly TimeSpan Life = TimeSpan.FromDays(1);

    /// <summary>The secret of a new link, to be put after <c>/o/operator/first-run/</c>; null when somebody can administer already.</summary>
    public static async Task<string?> MakeLink(Store store, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        var secret = Ids.Secret(SessionSecret.Characters);
        var made = await store.Write<Done>(Caller.Service(await OperatorOrg(store, ct)), Permission.ManageRoles, async tx =>
        {
            if (await HasAdministrator(tx, tx.Org)) return Refusal.Invalid("first run", "There is an administrator already.");
            await tx.Run($"delete from one_time_links where org_id = {tx.Org.Id} and purpose = {Purpose}");
            await tx.Run(
                $"""
                insert into one_time_links (org_id, hash, purpose, user_id, created, ends)
                values ({tx.Org.Id}, {Tokens.Hash(secret)}, {Purpose}, {""}, {tx.At}, {tx.At + Times.Micros(Life)})
                """);
            tx.Record(Event.Of(FirstRunEvents.LinkMade, new EventTarget(tx.Org.Id, "Org", tx.Org.Name, tx.Org.Label)));
            return Done.It;
        }, ct);
        return made.Refusal is null ? secret : null;
    }

    /// <summary>Whether a link still works.</summary>
    public static ValueTask<bool> IsOpen(Queries db, Org org, string secret, long now)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(org);
        return db.Any($"select 1 from one_time_links where org_id = {org.Id} and hash = {Tokens.Hash(secret)} and purpose = {Purpose} and ends > {now}");
    }

    /// <summary>Uses a link up: makes the first administrator, who can then sign in.</summary>
    public static async Task<Outcome<User>> Complete(Store store, Org org, RequestContext request, string secret, FirstAdministrator who, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(who);
        if (Check(who) is { } wrong) return wrong;
        await using (var db = await store.Read(org, ct))
            if (!await IsOpen(db, org, secret, store.NowMicros)) return LinkHasEnded;
        var hash = PasswordHashes.Hash(who.Password);
        var caller = new Caller(org, new Actor("unknown", "User", who.Email, "First-run link"), Authority.None, request);
        return await store.Write<User>(caller, Permission.OwnAccount, async tx =>
        {
            if (!await IsOpen(tx, org, secret, tx.At)) return LinkHasEnded;
            await tx.Run($"delete from one_time_links where org_id = {tx.Org.Id} and purpose = {Purpose}");
            if (await UserTable.FindByLogin(tx, tx.Org.Id, who.Email) is not null) return Refusal.Invalid("email", "email: Somebody has this login already.");
            return await MakeAdministrator(tx, who, hash);
        }, ct);
    }

    private static async ValueTask<User> MakeAdministrator(WriteTransaction tx, FirstAdministrator who, PasswordHash hash)
    {
        var type = await tx.One($"select id from user_types where org_id = {tx.Org.Id} and is_default = 1", row => row.Text(0));
        var user = new User(Ids.New(Ids.User, tx.At), who.Email, UserStatus.ACTIVE, type!, tx.At, tx.At, tx.At, null, tx.At, tx.At, hash.Text, null, null, Profile(who));
        await UserTable.Insert(tx, user, Directory.Profile.Parse(user.Profile));
        await tx.Run(
            $"""
            insert into role_assignments (org_id, id, assignee_type, assignee_id, role, created, last_updated)
            values ({tx.Org.Id}, {Ids.New(Ids.RoleAssignment, tx.At)}, {"USER"}, {user.Id}, {nameof(RoleType.SUPER_ADMIN)}, {tx.At}, {tx.At})
            """);
        tx.Record(Event.Of(FirstRunEvents.Completed, user.Target));
        tx.Record(Event.Of(UserEvents.Created, user.Target));
        tx.Record(Event.Of(UserEvents.Activated, user.Target));
        tx.Record(Event.Of(RoleEvents.Granted, user.Target).With("privilegeGranted", Roles.Label(RoleType.SUPER_ADMIN)));
        return user;
    }

    private static Refusal? Check(FirstAdministrator who)
    {
        var causes = new List<string>();
        if (who.FirstName.Length is 0 or > 50) causes.Add("firstName: 1 to 50 characters.");
        if (who.LastName.Length is 0 or > 50) causes.Add("lastName: 1 to 50 characters.");
        if (who.Email.Length is < 5 or > 100 || !System.Net.Mail.MailAddress.TryCreate(who.Email, out var mail) || mail.Address != who.Email) causes.Add("email: A mail address is expected.");
        if (who.Password.Length is < FewestCharacters or > PasswordSignIn.MostCharacters) causes.Add($"password: At least {FewestCharacters} characters.");
        return causes.Count == 0 ? null : Refusal.Invalid("first run", [.. causes]);
    }

    private static string Profile(FirstAdministrator who) => JsonSerializer.Serialize(new Dictionary<string, string?>
    {
        ["firstName"] = who.FirstName,
        ["lastName"] = who.LastName,
        ["mobilePhone"] = null,
        ["secondEmail"] = null,
        ["login"] = who.Email,
        ["email"] = who.Email,
    });

    // A person who holds the role and has a password; the service users that scripts act as are none.
    private static ValueTask<bool> HasAdministrator(Queries db, Org org) => db.Any(
        $"""
        select 1 from role_assignments a join users u on u.org_id = a.org_id and u.id = a.assignee_id
        where a.org_id = {org.Id} and a.assignee_type = 'USER' and a.role = 'SUPER_ADMIN' and u.password is not null
        """);

    private static async Task<Org> OperatorOrg(Store store, CancellationToken ct)
    {
        await using var db = await store.ReadAcross(ct);
        return (await OrgTable.FindByNumber(db, Org.OperatorNumber))!;
    }

    private static Refusal LinkHasEnded => Refusal.NotFound("link", "FirstRunLink");
}

/// <summary>Events of the first run. The names are ours.</summary>
internal static class FirstRunEvents
{
    public static readonly EventType LinkMade = new("firebreak.first_run.link", "Make first-run link", Severity.WARN);
    public static readonly EventType Completed = new("firebreak.first_run.complete", "First administrator made by first-run link", Severity.WARN);
}
