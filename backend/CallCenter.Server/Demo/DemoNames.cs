namespace CallCenter.Server.Demo;

/// <summary>Names put together by chance from common characters.</summary>
internal static class DemoNames
{
    private const string Surnames = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段漕钱汤尹黎易常武乔贺赖龚文";
    private const string Men = "伟强磊洋勇军杰涛超明刚平辉鹏飞波斌宇浩凯健俊帆国建华志德福贵荣生祥海山林庆东文武振宏亮成";
    private const string Women = "芳娜敏静丽艳娟霞秀玲桂英华慧巧美雅云莲真环雪荣爱妹香月莺媛瑞凡佳嘉琼勤珍贞莉兰凤洁梅琳素";

    /// <summary>Communities of the one street office.</summary>
    public static readonly IReadOnlyList<string> Communities =
    [
        "朝阳里", "春和里", "静安里", "长乐里", "福源里", "文华里", "新港里", "柳荫里", "松竹里", "海棠里", "滨河里", "益寿里", "同心里", "百合里", "枫林里", "明珠里", "康宁里", "书香里", "锦绣里", "和兴里",
    ];

    public static readonly IReadOnlyList<string> Estates = ["东园", "西园", "南苑", "北苑", "花园", "新居"];

    public static string Surname(Random random) => Pick(Surnames, random);

    public static string Person(Random random, bool man, string? surname = null)
    {
        var given = man ? Men : Women;
        return (surname ?? Surname(random)) + Pick(given, random) + (random.Next(10) < 7 ? Pick(given, random) : "");
    }

    private static string Pick(string characters, Random random) => characters[random.Next(characters.Length)].ToString();
}
