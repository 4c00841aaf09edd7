using Microsoft.Data.SqlClient;
using Npgsql;

namespace CallCenter.Data.Databases;

public enum DatabaseKind { Sqlite, Postgres, SqlServer }

/// <summary>Which database an instance uses, and how it is reached.</summary>
/// <param name="Connection">For SQLite the file, for the others a connection string; it may hold a password and is never shown.</param>
public sealed record DatabaseChoice(DatabaseKind Kind, string Connection)
{
    /// <param name="text">Empty or <c>sqlite</c>, <c>postgres:Host=…;…</c> or <c>sqlserver:Server=…;…</c>.</param>
    /// <param name="file">Where SQLite keeps its database.</param>
    /// <exception cref="FormatException">Says what is expected, and repeats nothing of what was given: a password may be in it.</exception>
    public static DatabaseChoice Parse(string text, string file)
    {
        text = text.Trim();
        if (text is "" or "sqlite") return new DatabaseChoice(DatabaseKind.Sqlite, file);
        var (kind, connection) = text.Split(':', 2) is [var before, var after] ? (before, after) : ("", "");
        try
        {
            return kind switch
            {
                "postgres" => Postgres(connection),
                "sqlserver" => SqlServer(connection),
                _ => throw new FormatException("names no database we know: set it to nothing, postgres:Host=…;Database=…;Username=…;Password=… or sqlserver:Server=…;Database=…"),
            };
        }
        catch (Exception fault) when (fault is ArgumentException or KeyNotFoundException or InvalidCastException)
        {
            throw new FormatException($"is no connection string for {kind}: keys and values such as Host=…;Database=… are expected, each key one the server's driver knows, values with a semicolon in quotes");
        }
    }

    /// <summary>What may be shown: the kind, the host and the name.</summary>
    public override string ToString() => Kind switch
    {
        DatabaseKind.Sqlite => $"SQLite {Connection}",
        DatabaseKind.Postgres when new NpgsqlConnectionStringBuilder(Connection) is var c => $"PostgreSQL {c.Host} {c.Database}",
        DatabaseKind.SqlServer when new SqlConnectionStringBuilder(Connection) is var c => $"SQL Server {c.DataSource} {c.InitialCatalog}",
        _ => Kind.ToString(),
    };

    // Without these a look-up of a caller spends most of its time in being planned anew, and a search over many residents reads tables through as if the disk turned.
    private const string Planned = "Max Auto Prepare=200;Auto Prepare Min Usages=3;Options=-c jit=off -c random_page_cost=1.1;";

    // A server that does not answer has to be missed within seconds: health, the projector and every request wait for it. What is set itself comes later and counts.
    private static DatabaseChoice Postgres(string text)
    {
        var connection = new NpgsqlConnectionStringBuilder("Timeout=3;Command Timeout=10;Keepalive=10;Application Name=callcenter;" + Planned + text);
        if (string.IsNullOrEmpty(connection.Host)) throw new FormatException("names no Host for postgres: set it to postgres:Host=…;Database=…;Username=…");
        if (string.IsNullOrEmpty(connection.Database)) throw new FormatException("names no Database for postgres: set it to postgres:Host=…;Database=…;Username=…");
        return new DatabaseChoice(DatabaseKind.Postgres, connection.ConnectionString);
    }

    private static DatabaseChoice SqlServer(string text)
    {
        var connection = new SqlConnectionStringBuilder("Connect Timeout=3;Command Timeout=10;Application Name=callcenter;" + text);
        if (string.IsNullOrEmpty(connection.DataSource)) throw new FormatException("names no Server for sqlserver: set it to sqlserver:Server=…;Database=…");
        if (string.IsNullOrEmpty(connection.InitialCatalog)) throw new FormatException("names no Database for sqlserver: set it to sqlserver:Server=…;Database=…");
        return new DatabaseChoice(DatabaseKind.SqlServer, connection.ConnectionString);
    }
}
