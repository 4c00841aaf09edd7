using CallCenter.Data;
using CallCenter.Data.Databases;
using CallCenter.Data.Residents;
using Microsoft.EntityFrameworkCore;

namespace CallCenter.Bench.Residents;

/// <summary>An invented city, copied into a database.</summary>
internal static class CityDatabase
{
    public static async Task FillAsync(DatabaseChoice choice, InventedCity city)
    {
        await using (var migration = choice.OpenForMigration()) await migration.Database.MigrateAsync();
        await using var db = choice.Open();
        db.Database.SetCommandTimeout(TimeSpan.FromMinutes(30));
        await db.Database.OpenConnectionAsync();
        if (choice.Kind == DatabaseKind.Sqlite) await db.Database.ExecuteSqlAsync($"PRAGMA cache_size=-1000000; PRAGMA synchronous=OFF");
        await using (var transaction = await db.Database.BeginTransactionAsync())
        {
            var people = city.Households.SelectMany(household => household.Residents);
            await CopyAsync(db, [city.District]);
            await CopyAsync(db, city.Offices);
            await CopyAsync(db, city.Communities);
            await CopyAsync(db, city.Households);
            await CopyAsync(db, people);
            await CopyAsync(db, people.SelectMany(person => person.Numbers));
            await CopyAsync(db, people.SelectMany(person => person.Flags));
            await CopyAsync(db, people.SelectMany(person => person.Contacts));
            await CopyAsync(db, city.Enterprises);
            await CopyAsync(db, city.Enterprises.SelectMany(enterprise => enterprise.Numbers));
            // In the order of the index: half of the time is saved.
            await CopyAsync(db, people.SelectMany(person => SearchTerms.OfName(person.Name).Select(term => new ResidentTerm { Term = term, ResidentId = person.Id })).OrderBy(t => t.Term, StringComparer.Ordinal));
            await CopyAsync(db, city.Households.SelectMany(h => SearchTerms.OfHousehold(h).Select(term => new HouseholdTerm { Term = term, HouseholdId = h.Id })).OrderBy(t => t.Term, StringComparer.Ordinal));
            await transaction.CommitAsync();
        }
        // As autovacuum does within minutes.
        if (choice.Kind == DatabaseKind.Postgres) await db.Database.ExecuteSqlAsync($"VACUUM ANALYZE");
    }

    private static async Task CopyAsync<T>(CenterDb db, IEnumerable<T> entities) where T : class
    {
        var table = TableShape.Of<T>(db);
        var started = TimeProvider.System.GetTimestamp();
        var rows = await db.WriteAsync(table, entities.Select(table.Row).ToAsyncEnumerable(), CancellationToken.None);
        await System.Console.Error.WriteLineAsync($"{db.Database.ProviderName!.Split('.')[^1]} {table.Name}: {rows} rows, {TimeProvider.System.GetElapsedTime(started).TotalSeconds:0} s");
    }
}
