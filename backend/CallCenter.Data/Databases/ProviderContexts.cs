using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace CallCenter.Data.Databases;

/// <summary>Carries the migrations for PostgreSQL (Migrations/Postgres); nothing else uses it.</summary>
public sealed class CenterDbPostgres(DbContextOptions<CenterDbPostgres> options) : CenterDb(options);

/// <summary>Carries the migrations for SQL Server (Migrations/SqlServer); nothing else uses it.</summary>
public sealed class CenterDbSqlServer(DbContextOptions<CenterDbSqlServer> options) : CenterDb(options);

/// <summary>Lets <c>dotnet ef migrations add</c> work without a server.</summary>
internal sealed class PostgresDesign : IDesignTimeDbContextFactory<CenterDbPostgres>
{
    public CenterDbPostgres CreateDbContext(string[] args) => (CenterDbPostgres)DatabaseChoice.Parse("postgres:Host=design;Database=design", "").OpenForMigration();
}

internal sealed class SqlServerDesign : IDesignTimeDbContextFactory<CenterDbSqlServer>
{
    public CenterDbSqlServer CreateDbContext(string[] args) => (CenterDbSqlServer)DatabaseChoice.Parse("sqlserver:Server=design;Database=design", "").OpenForMigration();
}
