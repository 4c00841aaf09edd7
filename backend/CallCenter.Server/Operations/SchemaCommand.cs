using CallCenter.Data.Databases;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace CallCenter.Server.Operations;

/// <summary>
/// <c>CallCenter.Server migrate MIGRATION</c>: takes the database's schema back (or on) to a named migration. What an upgrade added goes, what was entered stays; the Server must not run.
/// Without a name it tells the migration the schema is at.
/// </summary>
internal static class SchemaCommand
{
    public const string Name = "migrate";
    private const int Done = 0, Failed = 1;

    public static async Task<int> TellAsync(DatabaseChoice database)
    {
        await using var db = database.OpenForMigration();
        await System.Console.Out.WriteLineAsync((await db.Database.GetAppliedMigrationsAsync()).Max());
        return Done;
    }

    public static async Task<int> RunAsync(DatabaseChoice database, string migration)
    {
        await using var db = database.OpenForMigration();
        if (!db.Database.GetMigrations().Contains(migration))
        {
            await System.Console.Error.WriteLineAsync($"There is no migration {migration}. There are: {string.Join(", ", db.Database.GetMigrations())}");
            return Failed;
        }
        await db.GetService<IMigrator>().MigrateAsync(migration);
        await System.Console.Out.WriteLineAsync($"The schema is at {migration}");
        return Done;
    }
}
