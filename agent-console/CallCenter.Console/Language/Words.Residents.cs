namespace CallCenter.Console.Language;

/// <summary>Who calls.</summary>
internal sealed partial class Words
{
    public string LookingUp => this["正在查找来电人…", "Looking up the caller…"];
    public string UnknownCaller => this["未登记来电", "Unknown caller"];
    public string NobodyKnown => this["此号码没有登记,接起后可在左侧一步登记。", "Nobody is registered under this number; register on the left while talking."];
    public string NumberHidden => this["号码未显示", "Number withheld"];
    public string NumberNone => this["没有号码", "No number"];
    public string Reveal => this["显示号码", "Show number"];
    public string RevealShort => this["显示", "Show"];
    public string RevealOf(string name) => this[$"显示 {name} 的号码", $"Show {name}'s number"];
    public string PurposeTitle => this["查看完整号码的用途", "Why is the whole number needed?"];
    public string PurposeNote => this["用途、时间和您的用户名将记入审计日志。", "The purpose, the time and your user name go into the audit log."];
    public string PurposeOther => this["其他(请写明)", "Other (say what)"];
    public string PurposeOfCall => this["本次通话", "This call"];
    public IReadOnlyList<string> Purposes => [this["核实身份", "Identity check"], this["回访", "Call back"], this["派单联系", "Contact about an order"]];
    public string Shared(int people) => this[$"此号码 {people} 人共用", $"{people} people share this number"];
    public string WhoCalls => this["是哪一位来电?", "Who is calling?"];
    public string ChooseOther(int people) => this[$"换一位({people} 人共用此号码)", $"Someone else ({people} share this number)"];
    public string Age(int? age) => age is null ? "" : this[$"{age} 岁", $"{age}"];

    public string Gender(string? gender) => gender switch
    {
        "female" => this["女", "female"],
        "male" => this["男", "male"],
        _ => "",
    };

    public string Flag(string flag) => flag switch
    {
        "livesAlone" => this["独居", "Lives alone"],
        "elderly" => this["高龄", "Elderly"],
        "lowIncome" => this["低保", "Low income"],
        "disabled" => this["残疾", "Disabled"],
        "dialect" => this["方言", "Dialect"],
        "nuisance" => this["骚扰", "Nuisance"],
        "emptyNest" => this["空巢", "Empty nest"],
        "chronicIllness" => this["慢病", "Chronic illness"],
        _ => flag,
    };

    public string ContactRelationLabel => this["与本人关系", "Relation"];
    public string ContactNumber => this["联系人电话", "Their number"];
    public string Relation(string relation) => relation switch
    {
        "son" => this["儿子", "son"],
        "daughter" => this["女儿", "daughter"],
        "spouse" => this["配偶", "spouse"],
        "neighbour" => this["邻居", "neighbour"],
        "parent" => this["父母", "parent"],
        "sibling" => this["兄弟姐妹", "sibling"],
        "grandchild" => this["孙辈", "grandchild"],
        "grid" or "gridWorker" => this["网格员", "grid worker"],
        "friend" => this["朋友", "friend"],
        "caregiver" => this["护理员", "caregiver"],
        "other" => this["其他", "other"],
        _ => relation,
    };

    public string Address => this["地址", "Address"];
    public string Community => this["社区", "Community"];
    public string Grid => this["网格", "Grid"];
    public string Station => this["社区站", "Station"];
    public string Notes => this["备注", "Notes"];
    public string Contacts => this["联系人", "Contacts"];
    public string NoContacts => this["没有登记联系人", "No contacts on record"];
    public string LastContacts => this["最近来电", "Last calls"];
    public string Together => this["同住人", "Household"];
    public string AllContacts => this["全部通话与工单", "All calls and orders"];
    public string AllCallsOf => this["全部通话", "All calls"];
    public string AllOrdersOf => this["全部工单", "All orders"];
    public string NoOrdersOf => this["没有工单", "No orders"];
    public string NoLastContacts => this["以前没有来过电话", "No calls before"];

    public string SearchTitle => this["查找居民", "Find a resident"];
    public string SearchLabel => this["查找居民", "Find a resident"];
    public string SearchHint => this["姓名、拼音、首字母、号码或地址  /", "Name, pinyin, initials, number, address  /"];
    public string SearchEmpty => this["输入姓名、拼音或首字母、电话号码、地址来查找。", "Type a name, pinyin or initials, a number or an address."];
    public string NothingFound => this["没有找到符合的居民。", "Nobody found."];
    public string BackToSearch => this["返回查找", "Back to search"];

    public string Register => this["登记", "Register"];
    public string LinkResident => this["已登记过的居民换了号码?在此查找", "A known resident with a new number? Find them here"];
    public string RegisterDo => this["登记居民", "Register"];
    public string Registered(string name) => this[$"已登记 {name}", $"{name} is registered"];
    public string Name => this["姓名", "Name"];
    public string GenderLabel => this["性别", "Gender"];
    public string BirthYear => this["出生年份", "Year of birth"];
    public string Number => this["号码", "Number"];
    public string Estate => this["小区", "Estate"];
    public string Building => this["楼栋", "Building"];
    public string Door => this["门牌", "Door"];
}
