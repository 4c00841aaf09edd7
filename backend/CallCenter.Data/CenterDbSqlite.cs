using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace CallCenter.Data;

/// <summary>SQLite, the embedded default: one file, write-ahead log, several readers beside one writer.</summary>
public static class CenterDbSqlite
{
    /// <param name="file">Path of the database file; made when absent, its folder is not.</param>
    public static DbContextOptionsBuilder UseCenterSqlite(this DbContextOptionsBuilder options, string file)
    {
        var connection = new SqliteConnectionStringBuilder { DataSource = file, ForeignKeys = true, DefaultTimeout = 5 }.ConnectionString;
        return options.UseSqlite(connection).AddInterceptors(Pragmas.Instance);
    }

    private sealed class Pragmas : DbConnectionInterceptor
    {
        public static Pragmas Instance { get; } = new();

        // In WAL, NORMAL loses at most the last commits on a power cut, never the file; the journal has them and the projector goes on from its own position.
        private const string Sql = "PRAGMA busy_timeout=5000; PRAGMA synchronous=NORMAL;";

        public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
        {
            using var command = connection.CreateCommand();
            command.CommandText = Sql;
            command.ExecuteNonQuery();
        }

        public override async Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken ct = default)
        {
            await using var command = connection.CreateCommand();
            command.CommandText = Sql;
            await command.ExecuteNonQueryAsync(ct);
        }
    }
}

/// <summary>Lets <c>dotnet ef migrations add</c> work without the Server.</summary>
internal sealed class DesignTimeFactory : IDesignTimeDbContextFactory<CenterDb>
{
    public CenterDb CreateDbContext(string[] args)
    {
        var options = new DbContextOptionsBuilder<CenterDb>();
        options.UseCenterSqlite("design.db");
        return new CenterDb(options.Options);
    }
}
