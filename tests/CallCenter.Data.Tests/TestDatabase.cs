using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace CallCenter.Data.Tests;

/// <summary>A database file of its own, gone afterwards.</summary>
internal sealed class TestDatabase : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("callcenter-data-").FullName;
    private readonly DbContextOptions<CenterDb> _options;

    public TestDatabase()
    {
        var options = new DbContextOptionsBuilder<CenterDb>();
        options.UseCenterSqlite(Path.Combine(_folder, "test.db"));
        _options = options.Options;
        using var db = Open();
        db.Database.Migrate();
    }

    public CenterDb Open() => new(_options);

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }
}
