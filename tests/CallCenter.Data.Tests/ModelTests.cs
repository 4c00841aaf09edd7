using System.Data.Common;
using CallCenter.Data.Calls;
using CallCenter.Data.Residents;
using Microsoft.EntityFrameworkCore;

namespace CallCenter.Data.Tests;

public sealed class ModelTests : IDisposable
{
    private readonly TestDatabase _database = new();

    public void Dispose() => _database.Dispose();

    [Fact]
    public void The_migrations_are_as_new_as_the_model()
    {
        using var db = _database.Open();
        Assert.False(db.Database.HasPendingModelChanges(), "The model changed: dotnet ef migrations add <Name> --project backend/CallCenter.Data -o Migrations/Sqlite");
    }

    [Fact]
    public void Every_provider_can_store_the_model()
    {
        using var db = _database.Open();
        var properties = db.Model.GetEntityTypes().SelectMany(type => type.GetProperties()).ToList();
        Assert.DoesNotContain(properties, property => property.ClrType == typeof(decimal) || property.ClrType == typeof(DateTime) || property.ClrType == typeof(TimeSpan));
        // SQLite neither orders nor compares instants: they are whole numbers, the same for every provider.
        var instants = properties.Where(property => property.ClrType == typeof(DateTimeOffset) || property.ClrType == typeof(DateTimeOffset?)).ToList();
        Assert.NotEmpty(instants);
        Assert.All(instants, property => Assert.Equal(typeof(long), property.GetTypeMapping().Converter?.ProviderClrType));
        // An index over unbounded text is refused by SQL Server.
        Assert.All(properties.Where(property => property.ClrType == typeof(string)), property => Assert.InRange(property.GetMaxLength() ?? int.MaxValue, 1, 4000));
    }

    [Fact]
    public void Instants_are_ordered_by_time_whatever_their_offset()
    {
        var noon = new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);
        using (var db = _database.Open())
        {
            db.AddRange(new Call { Id = "later", ArrivedAt = noon.AddMinutes(1) }, new Call { Id = "earlier", ArrivedAt = noon.ToOffset(TimeSpan.FromHours(8)) });
            db.SaveChanges();
        }
        using var read = _database.Open();
        Assert.Equal(["earlier", "later"], read.Calls.OrderBy(call => call.ArrivedAt).Select(call => call.Id));
        Assert.Equal(noon, read.Calls.Single(call => call.ArrivedAt < noon.AddSeconds(1)).ArrivedAt);
    }

    [Fact]
    public void A_leg_without_its_call_is_refused()
    {
        using var db = _database.Open();
        db.Add(new Leg { CallId = "nobody", ChannelId = "c" });
        Assert.Throws<DbUpdateException>(() => db.SaveChanges());
    }

    [Fact]
    public void Readers_go_on_while_somebody_writes()
    {
        using var writer = _database.Open();
        using var transaction = writer.Database.BeginTransaction();
        writer.Add(new Call { Id = "1" });
        writer.SaveChanges();
        using var reader = _database.Open();
        Assert.Equal(0, reader.Calls.Count());
    }

    [Theory]
    [InlineData("SELECT ResidentId FROM ResidentNumbers WHERE Number = '+8613800000001'", "IX_ResidentNumbers_Number")]
    [InlineData("SELECT ResidentId FROM ResidentNumbers WHERE Reversed >= '1000' AND Reversed < '1001'", "IX_ResidentNumbers_Reversed")]
    [InlineData("SELECT Id FROM Residents WHERE Pinyin >= 'wang' AND Pinyin < 'wanh'", "IX_Residents_Pinyin")]
    [InlineData("SELECT Id FROM Residents WHERE Initials >= 'wxy' AND Initials < 'wxz'", "IX_Residents_Initials")]
    [InlineData("SELECT EnterpriseId FROM EnterpriseNumbers WHERE Number = '+862227330001'", "COVERING INDEX IX_EnterpriseNumbers_Number")]
    [InlineData("SELECT EnterpriseId FROM EnterpriseNumbers WHERE Reversed >= '1000' AND Reversed < '1001'", "IX_EnterpriseNumbers_Reversed")]
    [InlineData("SELECT ResidentId FROM ResidentFlags WHERE Flag = 'elderly' ORDER BY ResidentId LIMIT 50 OFFSET 100", "COVERING INDEX IX_ResidentFlags_Flag")]
    [InlineData("SELECT Flag, COUNT(*) FROM ResidentFlags GROUP BY Flag", "COVERING INDEX IX_ResidentFlags_Flag")]
    [InlineData("SELECT Id FROM Calls WHERE EnterpriseId = '00000008-0000-7000-8000-000000000001' ORDER BY ArrivedAt DESC LIMIT 8", "IX_Calls_Enterprise_ArrivedAt")]
    [InlineData("SELECT Id FROM Calls WHERE Agent = 'agent01' ORDER BY ArrivedAt DESC LIMIT 50", "IX_Calls_Agent_ArrivedAt")]
    [InlineData("SELECT Id FROM Calls ORDER BY ArrivedAt DESC LIMIT 50", "IX_Calls_ArrivedAt")]
    public void The_daily_look_ups_go_by_an_index(string sql, string index)
    {
        using var db = _database.Open();
        db.Database.OpenConnection();
        using var command = db.Database.GetDbConnection().CreateCommand();
        command.CommandText = "EXPLAIN QUERY PLAN " + sql;
        Assert.Contains(index, Plan(command), StringComparison.Ordinal);
    }

    [Fact]
    public void Several_people_share_a_number()
    {
        using (var db = _database.Open())
        {
            var household = new Household { Id = Guid.CreateVersion7(), Address = "1" };
            foreach (var name in new[] { "甲", "乙" })
            {
                household.Residents.Add(new Resident { Id = Guid.CreateVersion7(), Name = name, Pinyin = "", Initials = "", RegisteredBy = "test", Numbers = { ResidentNumber.Of("+862287654321") } });
            }
            db.Add(household);
            db.SaveChanges();
        }
        using var read = _database.Open();
        Assert.Equal(2, read.ResidentNumbers.Count(number => number.Number == "+862287654321"));
        Assert.Equal("1234567822" + "68", read.ResidentNumbers.First().Reversed);
    }

    private static string Plan(DbCommand command)
    {
        using var reader = command.ExecuteReader();
        var plan = "";
        while (reader.Read()) plan += reader.GetString(3) + "\n";
        return plan;
    }
}
