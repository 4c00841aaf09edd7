using CallCenter.Data.Databases;
using CallCenter.Server.Tests.Audit;
using CallCenter.Server.Tests.Projection;
using CallCenter.Server.Tests.Residents;
using CallCenter.Server.Tests.Session;
using CallCenter.Server.Tests.WorkOrders;
using CallCenter.Testing;
using Microsoft.EntityFrameworkCore;
using Npgsql;

// Most of them wait: for a database, a file, a clock.
[assembly: CollectionBehavior(MaxParallelThreads = 3)]
[assembly: AssemblyFixture(typeof(CallCenter.Server.Tests.SharedPostgres))]

namespace CallCenter.Server.Tests;

/// <summary>Ends the PostgreSQL of the tests after the last of them.</summary>
public sealed class SharedPostgres : IAsyncDisposable
{
    public ValueTask DisposeAsync() => PostgresServer.EndSharedAsync();
}

/// <summary>The whole Server on a PostgreSQL database of its own.</summary>
public sealed class PostgresHost : ServerHost
{
    private string? _database;

    public override async ValueTask InitializeAsync()
    {
        _database ??= await (await PostgresServer.SharedAsync()).NewDatabaseAsync();
        await StartAsync(("CALLCENTER_DATABASE", _database));
    }

    internal override async Task<IAsyncDisposable> HoldWritesAsync()
    {
        var holder = new NpgsqlConnection(DatabaseChoice.Parse(_database!, "").Connection + ";Pooling=false");
        await holder.OpenAsync();
        await using var db = Db();
        await using var hold = holder.CreateCommand();
        hold.CommandText = "BEGIN; LOCK TABLE " + string.Join(", ", TableShape.All(db).Select(table => $"\"{table.Name}\"")) + " IN EXCLUSIVE MODE";
        await hold.ExecuteNonQueryAsync();
        return holder;
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        NpgsqlConnection.ClearAllPools();
        if (_database is not null) await (await PostgresServer.SharedAsync()).DropAsync(_database);
    }
}

public sealed class ResidentsApiOnSqlite(ServerHost host) : ResidentsApiTests(host), IClassFixture<ServerHost>;

public sealed class ResidentsApiOnPostgres(PostgresHost host) : ResidentsApiTests(host), IClassFixture<PostgresHost>;

public sealed class SearchOnSqlite(ServerHost host) : SearchTests(host), IClassFixture<ServerHost>;

public sealed class SearchOnPostgres(PostgresHost host) : SearchTests(host), IClassFixture<PostgresHost>;

public sealed class CallerNumbersOnSqlite(ServerHost host) : CallerNumbersTests(host), IClassFixture<ServerHost>;

public sealed class CallerNumbersOnPostgres(PostgresHost host) : CallerNumbersTests(host), IClassFixture<PostgresHost>;

public sealed class ProjectorOnSqlite(ServerHost host) : ProjectorTests(host), IClassFixture<ServerHost>;

public sealed class ProjectorOnPostgres(PostgresHost host) : ProjectorTests(host), IClassFixture<PostgresHost>;

public sealed class AuditOnSqlite(ServerHost host) : AuditTests(host), IClassFixture<ServerHost>;

public sealed class AuditOnPostgres(PostgresHost host) : AuditTests(host), IClassFixture<PostgresHost>;

public sealed class SessionOnSqlite(ServerHost host) : SessionTests(host), IClassFixture<ServerHost>;

public sealed class SessionOnPostgres(PostgresHost host) : SessionTests(host), IClassFixture<PostgresHost>;

public sealed class WorkOrdersOnSqlite(ServerHost host) : WorkOrdersTests(host), IClassFixture<ServerHost>;

public sealed class WorkOrdersOnPostgres(PostgresHost host) : WorkOrdersTests(host), IClassFixture<PostgresHost>;
