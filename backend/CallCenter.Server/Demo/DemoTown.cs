using CallCenter.Data.Residents;
using CallCenter.Server.Residents;

namespace CallCenter.Server.Demo;

/// <summary>One invented street office of Tianjin: 20 communities with stations, 2,000 residents. The same every time.</summary>
internal sealed class DemoTown(Pinyin pinyin, TimeProvider time)
{
    private const int People = 2000;
    private readonly Random _random = new(12345);
    private readonly DateOnly _today = DateOnly.FromDateTime(time.GetLocalNow().DateTime);
    private readonly DateTimeOffset _now = time.GetUtcNow();
    private readonly List<Community> _communities = [];
    private readonly List<Household> _households = [];
    private int _people, _contacts;

    public sealed record Town(District District, IReadOnlyList<Community> Communities, IReadOnlyList<Household> Households);

    public Town Build()
    {
        var district = new District { Id = Id(1, 1), Name = "和平区" };
        var office = new StreetOffice { Id = Id(2, 1), DistrictId = district.Id, District = district, Name = "海河湾街道" };
        foreach (var (n, name) in DemoNames.Communities.Index())
        {
            var station = new Station { Id = Id(4, n + 1), CommunityId = Id(3, n + 1), Name = $"{name}社区服务站", Number = $"+86222711{n + 1:0000}" };
            _communities.Add(new Community { Id = Id(3, n + 1), StreetOfficeId = office.Id, StreetOffice = office, Name = $"{name}社区", Station = station });
        }
        AddKnownPeople();
        while (_people < People) AddFamily(Math.Min(People - _people, 1 + _random.Next(4)));
        return new Town(district, _communities, _households);
    }

    /// <summary>The same id every time, so that tests and demos can name things.</summary>
    public static Guid Id(int kind, int n) => new(kind, 0, 0x7000, 0x80, 0, 0, 0, (byte)(n >> 24), (byte)(n >> 16), (byte)(n >> 8), (byte)n);

    /// <summary>Those the demonstrations rely on.</summary>
    private void AddKnownPeople()
    {
        var alone = NewHousehold(0, "东园", "3号楼", "2单元501");
        var wang = AddPerson(alone, "王秀英", "female", 78, "+8613800000001");
        wang.Notes = "听力稍弱，请慢些说。";
        AddFlags(wang, "livesAlone", "elderly", "chronicIllness");
        AddContact(wang, "刘芳", "daughter", "+8613900000011");
        AddContact(wang, "赵玉兰", "neighbour", "+8613900000012");

        var family = NewHousehold(1, "西园", "12号楼", "1单元302");
        AddPerson(family, "李建国", "male", 45, "+8613800000002");

        var couple = NewHousehold(2, "南苑", "6号楼", "3单元101");
        AddFlags(AddPerson(couple, "陈德福", "male", 72, "+862287654321"), "elderly", "emptyNest");
        AddFlags(AddPerson(couple, "张桂兰", "female", 70, "+862287654321"), "elderly", "emptyNest");
    }

    private void AddFamily(int size)
    {
        var household = NewHousehold(_random.Next(_communities.Count), DemoNames.Estates[_random.Next(DemoNames.Estates.Count)], $"{_random.Next(1, 31)}号楼",
            $"{_random.Next(1, 5)}单元{_random.Next(1, 19)}0{_random.Next(1, 5)}");
        var old = _random.Next(100) < 35;
        var surname = DemoNames.Surname(_random);
        var landline = _random.Next(100) < 40 ? $"+86222720{_households.Count:0000}" : null;
        for (var n = 0; n < size; n++)
        {
            var man = n == 0 ? _random.Next(2) == 0 : n == 1 ? household.Residents[0].Gender == "female" : _random.Next(2) == 0;
            var age = n > 1 ? _random.Next(3, 25) : old ? _random.Next(62, 96) : _random.Next(26, 60);
            var mobile = age >= 12 && _random.Next(100) < 92 ? $"+861390001{_people:0000}" : null;
            var person = AddPerson(household, DemoNames.Person(_random, man, n == 1 ? null : surname), man ? "male" : "female", age, [.. new[] { mobile, landline }.OfType<string>()]);
            DescribeOld(person, age, size);
            if (_random.Next(100) < 3) AddFlags(person, "disabled");
            if (_random.Next(100) < 3) AddFlags(person, "lowIncome");
            if (_random.Next(200) == 0) AddFlags(person, "nuisance");
        }
    }

    private void DescribeOld(Resident person, int age, int size)
    {
        if (age < 60) return;
        AddFlags(person, "elderly");
        if (size == 1) AddFlags(person, "livesAlone");
        else if (size == 2) AddFlags(person, "emptyNest");
        if (_random.Next(100) < 25) AddFlags(person, "chronicIllness");
        if (_random.Next(100) < 8) AddFlags(person, "dialect");
        for (var n = _random.Next(1, 3); n > 0; n--)
        {
            var man = _random.Next(2) == 0;
            AddContact(person, DemoNames.Person(_random, man, n == 1 ? person.Name[..1] : null), n == 1 ? man ? "son" : "daughter" : "neighbour", $"+861390002{_contacts:0000}");
        }
    }

    private Household NewHousehold(int community, string estate, string building, string door)
    {
        var place = _communities[community];
        var name = DemoNames.Communities[community];
        var household = new Household
        {
            Id = Id(5, _households.Count + 1), CommunityId = place.Id, Community = place, Estate = name + estate, Building = building, Door = door, Grid = $"第{(community * 3) + _random.Next(1, 4)}网格",
            Address = $"和平区海河湾街道{place.Name}{name}{estate}{building}{door}",
        };
        _households.Add(household);
        return household;
    }

    private Resident AddPerson(Household household, string name, string gender, int age, params string[] numbers)
    {
        var reading = pinyin.Of(name);
        var person = new Resident
        {
            Id = Id(6, ++_people), HouseholdId = household.Id, Name = name, Gender = gender, Pinyin = reading.Full, Initials = reading.Initials, RegisteredAt = _now, RegisteredBy = "demo",
            // The birthday lies behind or is today: the age is right on the day of planting.
            BirthDate = _today.AddYears(-age).AddDays(-_random.Next(0, 150)),
        };
        person.Numbers.AddRange(numbers.Select((number, position) => ResidentNumber.Of(number, position)));
        household.Residents.Add(person);
        return person;
    }

    private static void AddFlags(Resident person, params string[] flags) => person.Flags.AddRange(flags.Select(flag => new ResidentFlag { Flag = flag }));

    private void AddContact(Resident person, string name, string relation, string number) =>
        person.Contacts.Add(new Contact { Id = Id(7, ++_contacts), Name = name, Relation = relation, Number = number, Position = person.Contacts.Count });
}
