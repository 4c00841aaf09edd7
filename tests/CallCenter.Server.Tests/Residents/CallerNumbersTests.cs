using CallCenter.Contracts;
using CallCenter.Data.WorkOrders;
using CallCenter.Routing;
using CallCenter.Server.History;
using CallCenter.Server.Residents;
using CallCenter.Testing;
using CsCheck;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace CallCenter.Server.Tests.Residents;

public abstract class CallerNumbersTests(ServerHost host)
{
    private const string Mobile = "+8613800000001", Landline = "+862287654321";
    private readonly CallerNumbers _numbers = host.Services.GetRequiredService<CallerNumbers>();

    [Fact]
    public async Task Each_of_several_people_under_one_number_comes_with_the_own_last_calls()
    {
        var people = (await _numbers.IdentifyAsync(Landline, CancellationToken.None)).People;
        Assert.Equal(2, people.Count);
        var (often, once) = (people[0].Id, people[1].Id);
        // They are of one household.
        Assert.Equal((once, people[1].Name, people[1].Age), people[0].Together!.Select(other => (other.Id, other.Name, other.Age)).Single(other => other.Id == once));
        Assert.DoesNotContain(people[0].Together!, other => other.Id == often);
        // Whose call it was is what the agent chose.
        foreach (var (call, who) in new[] { ("own.1", often), ("own.2", once), ("own.3", often), ("own.4", often), ("own.5", often) })
        {
            host.Time.Advance(TimeSpan.FromSeconds(1));
            await host.ToldAsync(new CallArrived(call, "hotline", host.Time.GetUtcNow(), "12345"), new CallIdentified(call, Landline, Landline, [often, once]), new CallGone(call));
            await using var db = host.Db();
            db.Add(new Draft { CallId = call, User = "agent01", ResidentId = who, SavedAt = host.Time.GetUtcNow() });
            await db.SaveChangesAsync();
        }
        people = (await _numbers.IdentifyAsync(Landline, CancellationToken.None)).People;
        Assert.Equal(["own.5", "own.4", "own.3"], people.Single(p => p.Id == often).LastCalls.Select(c => c.CallId));
        Assert.Equal(["own.2"], people.Single(p => p.Id == once).LastCalls.Select(c => c.CallId));
        using var agent = await host.SignedInAsync("agent11");
        var page = await agent.GetAsync<CallPage>($"/api/calls?residentId={often}&take=3");
        Assert.Equal(["own.5", "own.4", "own.3"], page.Calls.Select(c => c.CallId));
        Assert.Equal(["own.1"], (await agent.GetAsync<CallPage>($"/api/calls?residentId={often}&take=3&before={Uri.EscapeDataString(page.Next!.Value.ToString("O"))}")).Calls.Select(c => c.CallId));
        Assert.Equal(["own.2"], (await agent.GetAsync<CallPage>($"/api/calls?residentId={once}")).Calls.Select(c => c.CallId));
        // As many as are ever shown under one number.
        await using var all = host.Db();
        var last = await host.Services.GetRequiredService<CallLines>().OfResidentsAsync(all, [once, .. Enumerable.Range(0, 18).Select(_ => Guid.CreateVersion7()), often], 3, CancellationToken.None);
        Assert.Equal((1, 3), (last[once].Count(), last[often].Count()));
    }

    [Theory]
    [InlineData("13800000001", Mobile)]
    [InlineData("013800000001", Mobile)]
    [InlineData("+8613800000001", Mobile)]
    [InlineData("8613800000001", Mobile)]
    [InlineData("008613800000001", Mobile)]
    [InlineData("0086 138 0000 0001", Mobile)]
    [InlineData("+86-138-0000-0001", Mobile)]
    [InlineData("+86 (138) 0000.0001", Mobile)]
    [InlineData("tel:+8613800000001", Mobile)]
    [InlineData("tel:+86-138-0000-0001;phone-context=+86", Mobile)]
    [InlineData("sip:13800000001@10.0.0.1:5060;user=phone", Mobile)]
    [InlineData("sips:+8613800000001@carrier.example", Mobile)]
    [InlineData("\"王 <b>秀英</b>\" <sip:013800000001@10.0.0.1>;tag=1", Mobile)]
    [InlineData("<tel:008613800000001>", Mobile)]
    [InlineData("  13800000001  ", Mobile)]
    [InlineData("87654321", Landline)]
    [InlineData("8765-4321", Landline)]
    [InlineData("022-87654321", Landline)]
    [InlineData("02287654321", Landline)]
    [InlineData("(022) 8765 4321", Landline)]
    [InlineData("+862287654321", Landline)]
    [InlineData("+8602287654321", Landline)]
    [InlineData("862287654321", Landline)]
    [InlineData("00862287654321", Landline)]
    [InlineData("008602287654321", Landline)]
    [InlineData("01062345678", "+861062345678")]
    [InlineData("+14155550123", "+14155550123")]
    [InlineData("0014155550123", "+14155550123")]
    [InlineData("4001234567", "+864001234567")]
    [InlineData("", null)]
    [InlineData("   ", null)]
    [InlineData("anonymous", null)]
    [InlineData("sip:anonymous@anonymous.invalid", null)]
    [InlineData("Restricted", null)]
    [InlineData("unavailable", null)]
    [InlineData("0", null)]
    [InlineData("12345", null)]
    [InlineData("138000000010", null)]
    [InlineData("1234567890123456789012345678901234567890123", null)]
    [InlineData("'; DROP TABLE Residents;--", null)]
    [InlineData("13800000001' OR '1'='1", null)]
    [InlineData("<script>alert(1)</script>", null)]
    [InlineData("138 王 0001", null)]
    [InlineData("+", null)]
    [InlineData("tel:", null)]
    [InlineData("sip:@", null)]
    public void Carriers_write_one_number_in_many_ways(string raw, string? number) => Assert.Equal(number, _numbers.Parse(raw));

    [Fact]
    public async Task Five_thousand_characters_are_no_number_and_are_kept_short()
    {
        foreach (var letter in new[] { '1', 'x', '王', '+', ' ' })
        {
            var identity = await _numbers.IdentifyAsync(new string(letter, 5000), CancellationToken.None);
            Assert.Equal((256, null), (identity.Raw.Length, identity.Number));
        }
    }

    [Fact]
    public void Nothing_a_carrier_sends_makes_it_throw() => Gen.String[0, 300].Sample(raw => { _numbers.Parse(raw); });

    [Theory]
    [InlineData("008613800000001")]
    [InlineData("sip:13800000001@10.0.0.1")]
    public async Task The_household_comes_with_the_number(string raw)
    {
        var identity = await _numbers.IdentifyAsync(raw, CancellationToken.None);
        var wang = Assert.Single(identity.People);
        Assert.Equal((raw, Mobile), (identity.Raw, identity.Number));
        Assert.Equal(("王秀英", 78, "female", "138****0001", 1), (wang.Name, wang.Age, wang.Gender, wang.MaskedNumber, wang.SharedBy));
        Assert.Contains("livesAlone", wang.Flags);
        Assert.Equal(2, wang.Contacts.Count);
        Assert.All(wang.Contacts, contact => Assert.Contains("****", contact.MaskedNumber, StringComparison.Ordinal));
        Assert.EndsWith("东园3号楼2单元501", wang.Address, StringComparison.Ordinal);
        Assert.NotNull(wang.Station);
    }

    [Fact]
    public async Task Two_people_of_one_household_share_a_landline()
    {
        var identity = await _numbers.IdentifyAsync("022-87654321", CancellationToken.None);
        Assert.Equal(["陈德福", "张桂兰"], identity.People.Select(person => person.Name));
        Assert.Single(identity.People.Select(person => person.HouseholdId).Distinct());
        Assert.All(identity.People, person => Assert.Equal((2, "022****4321"), (person.SharedBy, person.MaskedNumber)));
    }

    [Fact]
    public async Task Somebody_in_no_record_is_nobody()
    {
        var identity = await _numbers.IdentifyAsync("13800000003", CancellationToken.None);
        Assert.Equal(("+8613800000003", 0), (identity.Number, identity.People.Count));
    }

    [Fact]
    public async Task Without_the_database_the_number_is_still_a_number()
    {
        await using var alone = new ServerHost();
        await alone.StartAsync();
        SqliteConnection.ClearAllPools();
        await Eventually.TrueAsync(() => GivesWay(alone.Paths.Database), TimeSpan.FromSeconds(10), "a folder stands where the database was");
        var numbers = alone.Services.GetRequiredService<ICallerNumbers>();
        CallerIdentity? identity = null;
        await Eventually.TrueAsync(async () =>
        {
            // A connection that was in use at the first call still has the old file.
            SqliteConnection.ClearAllPools();
            identity = await numbers.IdentifyAsync("13800000001", CancellationToken.None);
            return identity.People.Count == 0;
        }, TimeSpan.FromSeconds(10), "nobody is found");
        Assert.Equal(Mobile, identity!.Number);
    }

    /// <summary>Somebody in the Server may open, and so make, the file again in between.</summary>
    private static bool GivesWay(string database)
    {
        try
        {
            File.Delete(database);
            Directory.CreateDirectory(database);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    [Theory]
    [InlineData("+8613800000001", "138****0001")]
    [InlineData("+862287654321", "022****4321")]
    [InlineData("+864001234567", "400****4567")]
    [InlineData("+14155550123", "+14****0123")]
    [InlineData("13800000001", "138****0001")]
    [InlineData("10086", "10086")]
    [InlineData("anonymous", "")]
    [InlineData(null, null)]
    [InlineData("\"sipp\" <sip:sipp@127.0.0.1>;tag=2898SIPpTag001", "")]
    public void Numbers_are_masked(string? number, string? masked) => Assert.Equal(masked, Mask.Number(number));

    [Theory]
    [InlineData("王秀英", "wangxiuying", "wxy")]
    [InlineData("单雄信", "shanxiongxin", "sxx")]
    [InlineData("仇英", "qiuying", "qy")]
    [InlineData("曾国藩", "zengguofan", "zgf")]
    [InlineData("吕布", "lvbu", "lb")]
    [InlineData("𠮷田", "tian", "t")]
    [InlineData("John Smith", "johnsmith", "js")]
    [InlineData("<b>'; --", "b", "b")]
    [InlineData("", "", "")]
    public void Names_sound_as_surnames_do(string name, string full, string initials) =>
        Assert.Equal(new Reading(full, initials), host.Services.GetRequiredService<Pinyin>().Of(name));
}
