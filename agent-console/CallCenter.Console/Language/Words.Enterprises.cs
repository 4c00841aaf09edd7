using CallCenter.Contracts;

namespace CallCenter.Console.Language;

/// <summary>Enterprises of the district, and special groups.</summary>
internal sealed partial class Words
{
    public string Enterprises => this["单位", "Enterprises"];
    public string FindEnterprise => this["查找单位", "Find an enterprise"];
    public string EnterpriseHint => this["名称、拼音、首字母、信用代码、号码或地址", "Name, pinyin, initials, code, number, address"];
    public string NoEnterprise => this["没有找到符合的单位。", "No enterprise found."];
    public string ChooseEnterprise => this["选择一个单位查看,或登记新单位。", "Choose an enterprise, or register a new one."];
    public string NewEnterprise => this["登记新单位", "Register an enterprise"];
    public string EditEnterprise => this["修改单位", "Edit"];
    public string EnterpriseName => this["单位名称", "Name"];
    public string EnterpriseSaved(string name) => this[$"已保存 {name}", $"{name} is saved"];
    public string KindLabel => this["类别", "Kind"];
    public string CreditCode => this["统一社会信用代码", "Social credit code"];
    public string Numbers => this["电话", "Telephones"];
    public string NoNumbers => this["没有登记电话", "No telephone on record"];
    public string AddNumbers => this["添加电话(多个用、隔开)", "Add telephones, several with ,"];
    public string AddContact => this["添加联系人", "Add a contact"];
    public string RoleLabel => this["职务", "Role"];
    public string RemoveContact(string name) => this[$"删除 {name}", $"Remove {name}"];
    public string ThisEnterprise(string name) => this[$"也是单位号码:{name}", $"Also the number of {name}"];
    public string ItIsThis(string name) => this[$"就是 {name} 来电", $"It is {name} calling"];
    public string RegisterAsEnterprise => this["登记为单位", "Register as an enterprise"];
    public string CallingEnterprise => this["来电单位", "Calling enterprise"];

    public string EnterpriseKindName(string kind) => kind switch
    {
        EnterpriseKind.Shop => this["商铺", "Shop"],
        EnterpriseKind.Property => this["物业", "Property"],
        EnterpriseKind.Medical => this["医疗", "Medical"],
        EnterpriseKind.School => this["学校", "School"],
        EnterpriseKind.PublicBody => this["机关事业", "Public body"],
        EnterpriseKind.Factory => this["工厂", "Factory"],
        _ => this["其他", "Other"],
    };

    public string SpecialGroups => this["特殊人群", "Special groups"];
    public string AllCommunities => this["全部社区", "All communities"];
    public string ChooseGroup => this["选择一个人群查看名单。", "Choose a group to see who is in it."];
    public string GroupPeople(string flag, int people) => this[$"{Flag(flag)} {people} 人", $"{Flag(flag)}: {people} people"];
    public string NobodyInGroup => this["这个人群没有居民。", "Nobody is in this group."];
    public string BackToList => this["返回名单", "Back to the list"];
    public string DownloadTable => this["下载名单(CSV)", "Download (CSV)"];
    public string FromTo(int first, int last, int all) => this[$"第 {first}–{last} 人,共 {all} 人", $"{first}–{last} of {all}"];
    public string PreviousPage => this["上一页", "Previous"];
    public string NextPage => this["下一页", "Next"];
    public string AgeLabel => this["年龄", "Age"];
}
