using CallCenter.Contracts;

namespace CallCenter.Server.Registry;

/// <summary>The columns of a table of residents and what people call them.</summary>
internal static class RegistryColumns
{
    /// <summary>Name first in Chinese, then in English, then what else it is called; and the most characters a cell of it may have.</summary>
    private sealed record Column(string Id, int Longest, params string[] Headings);

    private static readonly IReadOnlyList<Column> All =
    [
        new(RegistryColumn.Key, 64, "编号", "Key", "人员编号", "档案编号", "Id"),
        new(RegistryColumn.Name, 64, "姓名", "Name", "居民姓名"),
        new(RegistryColumn.Gender, 8, "性别", "Gender", "Sex"),
        new(RegistryColumn.BirthDate, 32, "出生日期", "Date of birth", "出生年月日", "生日", "Birth date"),
        new(RegistryColumn.Document, 32, "身份证号", "Identity document", "身份证号码", "身份证", "证件号码", "公民身份号码", "Document"),
        new(RegistryColumn.Number1, 64, "电话", "Telephone", "手机", "手机号", "手机号码", "联系电话", "电话1", "Phone", "Mobile"),
        new(RegistryColumn.Number2, 64, "电话2", "Telephone 2", "固定电话", "座机", "Landline"),
        new(RegistryColumn.Number3, 64, "电话3", "Telephone 3", "其他电话"),
        new(RegistryColumn.Community, 64, "社区", "Community", "所属社区"),
        new(RegistryColumn.Estate, 64, "小区", "Estate"),
        new(RegistryColumn.Building, 32, "楼栋", "Building", "楼", "楼号"),
        new(RegistryColumn.Door, 32, "门牌", "Door", "单元门牌", "房号"),
        new(RegistryColumn.Grid, 32, "网格", "Grid", "所属网格"),
        new(RegistryColumn.Flags, 256, "标签", "Groups", "特殊群体", "人员类别", "Flags"),
        new(RegistryColumn.Notes, 2000, "备注", "Notes"),
        new(RegistryColumn.ContactName, 64, "联系人", "Contact", "紧急联系人", "联系人姓名"),
        new(RegistryColumn.ContactRelation, 32, "与本人关系", "Relation", "关系"),
        new(RegistryColumn.ContactNumber, 64, "联系人电话", "Contact telephone", "紧急联系人电话"),
    ];

    private static readonly Dictionary<string, string> ByHeading =
        All.SelectMany(column => column.Headings.Append(column.Id).Select(heading => (Plain(heading), column.Id))).DistinctBy(pair => pair.Item1).ToDictionary();

    private static readonly Dictionary<string, int> LongestOf = All.ToDictionary(column => column.Id, column => column.Longest);

    /// <summary>Of the flags, by what people write.</summary>
    public static IReadOnlyDictionary<string, string> Flags { get; } = new Dictionary<string, string>
    {
        ["独居"] = "livesAlone", ["高龄"] = "elderly", ["老人"] = "elderly", ["老年人"] = "elderly", ["低保"] = "lowIncome", ["残疾"] = "disabled", ["方言"] = "dialect", ["骚扰"] = "nuisance",
        ["空巢"] = "emptyNest", ["慢病"] = "chronicIllness", ["慢性病"] = "chronicIllness",
    };

    public static IReadOnlyDictionary<string, string> Relations { get; } = new Dictionary<string, string>
    {
        ["儿子"] = "son", ["女儿"] = "daughter", ["配偶"] = "spouse", ["丈夫"] = "spouse", ["妻子"] = "spouse", ["老伴"] = "spouse", ["邻居"] = "neighbour", ["父母"] = "parent", ["父亲"] = "parent",
        ["母亲"] = "parent", ["兄弟姐妹"] = "sibling", ["孙辈"] = "grandchild", ["网格员"] = "gridWorker", ["朋友"] = "friend", ["护理员"] = "caregiver", ["保姆"] = "caregiver",
    };

    /// <summary>The column a heading means; null for none of ours.</summary>
    public static string? Of(string heading) => ByHeading.GetValueOrDefault(Plain(heading));

    public static int Longest(string column) => LongestOf[column];

    public static string Heading(string column, bool chinese) => All.First(c => c.Id == column).Headings[chinese ? 0 : 1];

    public static IReadOnlyList<string> Headings(bool chinese) => [.. All.Select(column => column.Headings[chinese ? 0 : 1])];

    private static string Plain(string heading) => string.Concat(heading.Where(c => !char.IsWhiteSpace(c) && c is not ('*' or '(' or ')' or '（' or '）' or ':' or '：'))).ToLowerInvariant();
}
