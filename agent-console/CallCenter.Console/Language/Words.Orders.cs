namespace CallCenter.Console.Language;

/// <summary>Work orders.</summary>
internal sealed partial class Words
{
    public string OrderTitle => this["工单", "Work order"];
    public string Content => this["诉求内容", "Request"];
    public string ContentMissing => this["请填写诉求内容", "Please write down the request"];
    public string TooLong(int max) => this[$"最多 {max} 字", $"At most {max} characters"];
    public string Suggestions => this["建议分类", "Suggested"];
    public string CategoryLabel => this["分类", "Category"];
    public string UrgencyLabel => this["紧急程度", "Urgency"];
    public string Confidential => this["保密", "Confidential"];
    public string Callback => this["回访号码", "Callback number"];
    public string Finish => this["完成", "Finish"];
    public string NoOrder => this["仅咨询不立单", "Enquiry, no order"];
    public string Finished(string? number) => number is null ? this["已完成,未立单。", "Done, no order opened."] : this[$"已立单 {number}", $"Order {number} opened"];
    public string Extend => this["延长", "Extend"];
    public string ExtendReason => this["延长原因", "Reason to extend"];
    public IReadOnlyList<string> ExtendReasons => [this["内容较多,补充记录", "Long request, still writing"], this["需要核实信息", "Checking facts"], this["联系承办部门", "Contacting the department"]];
    public string WrapUpLeft => this["话后剩余", "Left"];
    public string WrapUpAway => this["等待服务器恢复", "Waiting for the server"];

    public string ToDoTitle => this["待办", "To do"];
    public string OpenOrders => this["未办结工单", "Open orders"];
    public string OrderOpenedBy => this["立单人", "Opened by"];
    public string OrderSecret => this["保密", "Confidential"];
    public string NoOpenOrders => this["没有未办结的工单", "No open orders"];
    public string NoToDo => this["没有待办工单", "Nothing to do"];
    public string NoToDoHint => this["按「就绪」等待来电。", "Press Ready and wait for a call."];
    public string NoSeatHint => this["未选择话机,可以查找居民和通话历史。", "Signed in without a phone: search residents and call history."];
    public string LeftDrafts => this["未提交的记录", "Notes not yet submitted"];
    public string SubmitDraft => this["提交立单", "Submit"];
    public string Discard => this["丢弃", "Discard"];
    public string Due => this["期限", "due"];

    public string Category(string category) => OfSite(Site?.Categories, category) ?? category switch
    {
        "consult" => this["咨询", "Enquiry"],
        "complaint" => this["投诉", "Complaint"],
        "repair" => this["报修", "Repair"],
        "utilities" => this["水电气暖", "Utilities"],
        "environment" => this["环境卫生", "Environment"],
        "neighbour" => this["邻里纠纷", "Neighbours"],
        "elderCare" => this["养老服务", "Elder care"],
        "medical" => this["医疗健康", "Medical"],
        "policy" => this["政策办事", "Policy"],
        "employment" => this["就业", "Employment"],
        "goods" => this["商品家政", "Goods and help"],
        "psychology" => this["心理援助", "Counselling"],
        "emergency" => this["紧急求助", "Emergency"],
        "other" => this["其他", "Other"],
        _ => category,
    };

    public string Urgency(string urgency) => urgency switch
    {
        "urgent" => this["紧急", "Urgent"],
        "life" => this["危及生命", "Life at risk"],
        _ => this["一般", "Ordinary"],
    };

    public string OrderStatus(string status) => status switch
    {
        "open" or "new" => this["待办", "open"],
        "assigned" => this["已派单", "assigned"],
        "inProgress" => this["办理中", "in progress"],
        "returned" => this["已退回", "returned"],
        "done" or "closed" => this["已办结", "closed"],
        _ => status,
    };
}
