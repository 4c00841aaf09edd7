using Microsoft.EntityFrameworkCore;

namespace CallCenter.Data.Databases;

/// <summary>Opens the chosen database. Everything works on <see cref="CenterDb"/>; only migrations know the provider.</summary>
public static class CenterDatabases
{
    public static DbContextOptionsBuilder UseCenterDatabase(this DbContextOptionsBuilder options, DatabaseChoice choice) => choice.Kind switch
    {
        DatabaseKind.Sqlite => options.UseCenterSqlite(choice.Connection),
        DatabaseKind.Postgres => options.UseNpgsql(choice.Connection).AddInterceptors(StorableText.Instance),
        DatabaseKind.SqlServer => options.UseSqlServer(choice.Connection),
    };

    public static CenterDb Open(this DatabaseChoice choice) => new(Options<CenterDb>(choice));

    /// <summary>The context whose migrations are those of the provider; its model is the same.</summary>
    public static CenterDb OpenForMigration(this DatabaseChoice choice) => choice.Kind switch
    {
        DatabaseKind.Sqlite => Open(choice),
        DatabaseKind.Postgres => new CenterDbPostgres(Options<CenterDbPostgres>(choice)),
        DatabaseKind.SqlServer => new CenterDbSqlServer(Options<CenterDbSqlServer>(choice)),
    };

    private static DbContextOptions<T> Options<T>(DatabaseChoice choice) where T : DbContext
    {
        var options = new DbContextOptionsBuilder<T>();
        options.UseCenterDatabase(choice);
        return options.Options;
    }
}
