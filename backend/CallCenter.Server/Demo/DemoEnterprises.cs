using System.Globalization;
using CallCenter.Contracts;
using CallCenter.Data.Residents;
using CallCenter.Server.Enterprises;
using CallCenter.Server.Residents;

namespace CallCenter.Server.Demo;

/// <summary>Forty invented enterprises of the demo's communities. The same every time.</summary>
internal sealed class DemoEnterprises(Pinyin pinyin, TimeProvider time)
{
    private const int Count = 40;

    private static readonly (string Kind, string Registrar, string Role, string[] Names)[] Kinds =
    [
        (EnterpriseKind.Shop, "92", "店长", ["便民超市", "早点铺", "五金店", "理发店", "花店", "药房"]),
        (EnterpriseKind.Property, "91", "物业经理", ["物业服务有限公司", "家园物业服务中心"]),
        (EnterpriseKind.Medical, "12", "护士长", ["社区卫生服务站", "口腔诊所", "中医诊所"]),
        (EnterpriseKind.School, "12", "教务主任", ["幼儿园", "实验小学", "社区老年学校"]),
        (EnterpriseKind.PublicBody, "11", "办公室主任", ["图书馆", "文化活动中心", "便民服务中心"]),
        (EnterpriseKind.Factory, "91", "安全员", ["食品厂", "纸箱厂", "印刷厂"]),
        (EnterpriseKind.Other, "91", "负责人", ["快递服务点", "养老驿站", "停车场"]),
    ];

    private readonly Random _random = new(32100);

    /// <param name="neighbour">Somebody whose mobile is a shop's number too: who calls with it may be either.</param>
    public List<Enterprise> Build(Resident? neighbour)
    {
        var all = Enumerable.Range(0, Count).Select(Enterprise).ToList();
        if (neighbour?.Numbers.FirstOrDefault() is { } shared) all[0].Numbers.Add(EnterpriseNumber.Of(shared.Number, all[0].Numbers.Count));
        return all;
    }

    private Enterprise Enterprise(int n)
    {
        var (kind, registrar, role, names) = Kinds[n % Kinds.Length];
        var community = n % DemoNames.Communities.Count;
        var place = DemoNames.Communities[community];
        var name = place + names[n / Kinds.Length % names.Length];
        var reading = pinyin.Of(name);
        var code = string.Create(CultureInfo.InvariantCulture, $"{registrar}120101MADEM{n + 1:0000}");
        var enterprise = new Enterprise
        {
            Id = DemoTown.Id(11, n + 1), Name = name, Kind = kind, Code = code + CreditCode.Check(code), CommunityId = DemoTown.Id(3, community + 1), Pinyin = reading.Full, Initials = reading.Initials,
            Address = $"{place}{DemoNames.Estates[_random.Next(DemoNames.Estates.Count)]}{_random.Next(1, 31)}号楼底商{_random.Next(1, 20)}号", Grid = $"第{(community * 3) + _random.Next(1, 4)}网格",
            RegisteredAt = time.GetUtcNow(), RegisteredBy = "demo",
        };
        enterprise.Numbers.Add(EnterpriseNumber.Of($"+86222733{n + 1:0000}"));
        if (n % 3 == 0) enterprise.Numbers.Add(EnterpriseNumber.Of($"+861390003{n + 1:0000}", 1));
        enterprise.Contacts.Add(new EnterpriseContact { Id = DemoTown.Id(12, n + 1), Name = DemoNames.Person(_random, n % 2 == 0), Role = role, Number = $"+861390004{n + 1:0000}" });
        return enterprise;
    }
}
