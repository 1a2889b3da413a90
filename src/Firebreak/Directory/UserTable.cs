using Firebreak.Storage;

namespace Firebreak.Directory;

/// <summary>How users are kept: a row each, and a row for each profile value by which they are searched.</summary>
internal static class UserTable
{
    /// <summary>The columns that <see cref="Read"/> reads, of a table called u.</summary>
    public static Sql Columns =>
        $"u.id, u.login, u.status, u.type_id, u.created, u.activated, u.status_changed, u.last_login, u.last_updated, u.password_changed, u.password, u.question, u.answer, u.profile";

    public static User Read(Row row) => new(
        row.Text(0), row.Text(1), Enum.Parse<UserStatus>(row.Text(2)), row.Text(3), row.Long(4), row.LongOrNull(5), row.LongOrNull(6), row.LongOrNull(7),
        row.Long(8), row.LongOrNull(9), row.TextOrNull(10), row.TextOrNull(11), row.TextOrNull(12), row.Text(13));

    public static ValueTask<User?> Find(Queries db, string org, string id) =>
        db.One($"select {Columns} from users u where u.org_id = {org} and u.id = {id}", Read)!;

    public static ValueTask<User?> FindByLogin(Queries db, string org, string login) =>
        db.One($"select {Columns} from users u where u.org_id = {org} and u.login_key = {User.Fold(login)}", Read)!;

    public static ValueTask<int> Insert(WriteTransaction tx, User user, string email) => tx.Run(
        $"""
        insert into users (org_id, id, login, login_key, email_key, status, type_id, created, activated, status_changed, last_login, last_updated,
          password_changed, password, question, answer, profile)
        values ({tx.Org.Id}, {user.Id}, {user.Login}, {User.Fold(user.Login)}, {User.Fold(email)}, {user.Status.ToString()}, {user.TypeId}, {user.Created},
          {user.Activated}, {user.StatusChanged}, {user.LastLogin}, {user.LastUpdated}, {user.PasswordChanged}, {user.Password}, {user.Question}, {user.Answer}, {user.Profile})
        """);
}
