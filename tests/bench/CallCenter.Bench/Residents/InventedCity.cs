using System.Globalization;
using CallCenter.Data.Residents;
using CallCenter.Server.Demo;
using CallCenter.Server.Residents;

namespace CallCenter.Bench.Residents;

/// <summary>A district of invented people in the manner of the demo data: streets of 20 communities with 1,000 residents and ten enterprises each. The same every time.</summary>
internal sealed class InventedCity
{
    private const int PeopleOfCommunity = 1000, PeopleOfEnterprise = 100;

    // The commonest surnames and how many of a thousand people bear them; the rest is spread evenly over the demo's.
    private static readonly (string Surname, int Share)[] Common =
    [
        ("王", 72), ("李", 72), ("张", 68), ("刘", 54), ("陈", 45), ("杨", 31), ("赵", 23), ("黄", 22), ("周", 21), ("吴", 20), ("徐", 17), ("孙", 15), ("胡", 13), ("朱", 12), ("高", 12), ("林", 12),
    ];

    private readonly Random _random = new(540_000);
    private readonly Dictionary<string, Reading> _readings = [];
    private readonly Pinyin _pinyin = new();
    private int _people, _contacts;

    public District District { get; } = new() { Id = DemoTown.Id(1, 1), Name = "和平区" };
    public List<StreetOffice> Offices { get; } = [];
    public List<Community> Communities { get; } = [];
    public List<Household> Households { get; } = [];
    public List<Enterprise> Enterprises { get; } = [];

    public InventedCity(int people)
    {
        for (var n = 0; n * PeopleOfCommunity < people; n++)
        {
            if (n % DemoNames.Communities.Count == 0)
                Offices.Add(new StreetOffice { Id = DemoTown.Id(2, Offices.Count + 1), DistrictId = District.Id, Name = $"{DemoNames.Communities[Offices.Count % 20].TrimEnd('里')}{(Offices.Count < 20 ? "" : "新")}街道" });
            var name = Community(n);
            Communities.Add(new Community { Id = DemoTown.Id(3, n + 1), StreetOfficeId = Offices[^1].Id, Name = name + "社区" });
        }
        while (_people < people) AddFamily(Math.Min(people - _people, 1 + _random.Next(4)));
        for (var n = 0; n < people / PeopleOfEnterprise; n++) AddEnterprise(n);
        _pinyin.Dispose();
    }

    /// <summary>Every fifth has a resident's number too.</summary>
    private void AddEnterprise(int n)
    {
        var name = $"{Community(n % Communities.Count)}{n}号店";
        var reading = _pinyin.Of(name);
        var enterprise = new Enterprise
        {
            Id = DemoTown.Id(11, n + 1), Name = name, Kind = "shop", CommunityId = Communities[n % Communities.Count].Id, Address = $"{name}底商", Pinyin = reading.Full, Initials = reading.Initials,
            RegisteredAt = DateTimeOffset.UnixEpoch, RegisteredBy = "bench",
        };
        var shared = n % 5 == 0 ? Households[_random.Next(Households.Count)].Residents[0].Numbers.FirstOrDefault()?.Number : null;
        foreach (var number in new[] { $"+86226{n:0000000}", shared }.OfType<string>())
        {
            var known = EnterpriseNumber.Of(number, enterprise.Numbers.Count);
            known.EnterpriseId = enterprise.Id;
            enterprise.Numbers.Add(known);
        }
        Enterprises.Add(enterprise);
    }

    /// <summary>朝阳里, and in the next street 朝阳二里.</summary>
    private static string Community(int n)
    {
        var name = DemoNames.Communities[n % DemoNames.Communities.Count];
        var street = n / DemoNames.Communities.Count;
        return street == 0 ? name : $"{name.TrimEnd('里')}{string.Concat((street + 1).ToString(CultureInfo.InvariantCulture).Select(digit => "〇一二三四五六七八九"[digit - '0']))}里";
    }

    private string Surname()
    {
        var lot = _random.Next(1000);
        foreach (var (surname, share) in Common)
        {
            if ((lot -= share) < 0) return surname;
        }
        return DemoNames.Surname(_random);
    }

    private void AddFamily(int size)
    {
        var n = _random.Next(Communities.Count);
        var (place, name, estate) = (Communities[n], Community(n), DemoNames.Estates[_random.Next(DemoNames.Estates.Count)]);
        var (building, door) = ($"{_random.Next(1, 31)}号楼", $"{_random.Next(1, 5)}单元{_random.Next(1, 19)}0{_random.Next(1, 5)}");
        var household = new Household
        {
            Id = DemoTown.Id(5, Households.Count + 1), CommunityId = place.Id, Estate = name + estate, Building = building, Door = door, Grid = $"第{(n * 3) + _random.Next(1, 4)}网格",
            Address = $"{District.Name}{Offices[n / 20].Name}{place.Name}{name}{estate}{building}{door}",
        };
        var surname = Surname();
        var landline = _random.Next(100) < 40 ? $"+86222{Households.Count * 7919L % 10_000_000:0000000}" : null;
        for (var i = 0; i < size; i++) AddPerson(household, i == 1 ? Surname() : surname, landline);
        Households.Add(household);
    }

    private void AddPerson(Household household, string surname, string? landline)
    {
        var man = _random.Next(2) == 0;
        var name = DemoNames.Person(_random, man, surname);
        if (!_readings.TryGetValue(name, out var reading)) _readings[name] = reading = _pinyin.Of(name);
        var age = _random.Next(3, 96);
        var person = new Resident
        {
            Id = DemoTown.Id(6, ++_people), HouseholdId = household.Id, Name = name, Gender = man ? "male" : "female", Pinyin = reading.Full, Initials = reading.Initials,
            RegisteredAt = DateTimeOffset.UnixEpoch, RegisteredBy = "bench", BirthDate = new DateOnly(2026 - age, 1 + (age % 12), 1),
        };
        var mobile = _random.Next(100) < 92 ? $"+86139{_people * 7919L % 100_000_000:00000000}" : null;
        foreach (var number in new[] { mobile, landline }.OfType<string>())
        {
            var known = ResidentNumber.Of(number, person.Numbers.Count);
            known.ResidentId = person.Id;
            person.Numbers.Add(known);
        }
        if (age >= 60)
        {
            person.Flags.Add(new ResidentFlag { ResidentId = person.Id, Flag = "elderly" });
            if (age % 5 == 0) person.Flags.Add(new ResidentFlag { ResidentId = person.Id, Flag = "chronicIllness" });
            person.Contacts.Add(new Contact { Id = DemoTown.Id(7, ++_contacts), ResidentId = person.Id, Name = DemoNames.Person(_random, man), Relation = "son", Number = $"+86138{_contacts:00000000}" });
        }
        household.Residents.Add(person);
    }
}
