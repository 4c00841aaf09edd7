using System.Globalization;
using System.Text;

namespace CallCenter.Testing;

/// <summary>
/// A table of invented residents with errors, the same for the same seed, and what an import must make of each line: written down while the line is made up, by rules of its own.
/// </summary>
public sealed class ResidentFile
{
    private const string Surnames = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗", Given = "伟强磊洋勇军杰涛超明刚平辉鹏飞波芳娜敏静丽艳娟霞秀玲桂英华慧巧美雅云莲真";
    private const string Check = "10X98765432";
    private static readonly int[] Weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    private static readonly string[] Faults = ["number", "document", "date", "community", "too-long", "formula", "encoding", "duplicate", "missing", "gender", "flag"];
    private readonly IReadOnlyList<string> _communities;
    private readonly int _faultyOfThousand;
    private readonly int _seed;

    /// <param name="communities">Names that are known.</param>
    public ResidentFile(int seed, int lines, IReadOnlyList<string> communities, int faultyOfThousand = 50) => (_seed, Lines, _communities, _faultyOfThousand) = (seed, lines, communities, faultyOfThousand);

    public int Lines { get; }

    /// <summary>Lines in the file (the heading is 1) and the code of the first fault each has; filled while it is written.</summary>
    public SortedDictionary<int, string> Faulty { get; } = [];

    /// <summary>Keys of the people of the good lines, in order.</summary>
    public List<string> Good { get; } = [];

    /// <summary>Of those written with other notes: keys.</summary>
    public List<string> Changed { get; } = [];

    /// <param name="changedOfThousand">The same people once more, some of them with other notes.</param>
    public async Task WriteAsync(Stream to, int changedOfThousand = 0, Encoding? encoding = null)
    {
        Faulty.Clear();
        Good.Clear();
        Changed.Clear();
        var (random, other) = (new Random(_seed), new Random(_seed + 1));
        await using var writer = new StreamWriter(to, encoding ?? new UTF8Encoding(true), 1 << 16, leaveOpen: true);
        await writer.WriteAsync("编号,姓名,性别,出生日期,身份证号,电话,社区,小区,楼栋,门牌,网格,标签,备注,联系人,与本人关系,联系人电话,街坊评语\r\n");
        string[]? last = null;
        for (var n = 0; n < Lines; n++)
        {
            var cells = Person(n, random);
            var fault = random.Next(1000) < _faultyOfThousand ? Faults[random.Next(Faults.Length)] : null;
            if (fault == "duplicate" && last is null) fault = "missing";
            if (fault is null)
            {
                var changed = other.Next(1000) < changedOfThousand;
                if (changed)
                {
                    cells[12] = "已更新";
                    Changed.Add(cells[0]);
                }
                Good.Add(cells[0]);
                last = cells;
            }
            else
            {
                Faulty[n + 2] = fault;
                cells = Spoilt(cells, fault, last);
            }
            await writer.WriteAsync(string.Join(',', cells) + "\r\n");
        }
    }

    private static string[] Spoilt(string[] good, string fault, string[]? before)
    {
        var cells = (string[])good.Clone();
        switch (fault)
        {
            case "number":
                cells[5] = "12";
                break;
            case "document":
                cells[4] = cells[4][..17] + (cells[4][17] == '1' ? '2' : '1');
                break;
            case "date":
                (cells[3], cells[4]) = ("1948-02-30", "");
                break;
            case "community":
                cells[6] = "无此社区";
                break;
            case "too-long":
                cells[12] = new string('长', 10_000);
                break;
            case "formula":
                cells[12] = "=cmd|' /C calc'!A0";
                break;
            case "encoding":
                cells[1] = cells[1][..1] + '\uFFFD';
                break;
            case "duplicate":
                cells = (string[])before!.Clone();
                break;
            case "missing":
                cells[1] = "";
                break;
            case "gender":
                cells[2] = "不详";
                break;
            default:
                cells[11] = "超人";
                break;
        }
        return cells;
    }

    private string[] Person(int n, Random random)
    {
        var born = new DateOnly(1930 + random.Next(70), 1 + random.Next(12), 1 + random.Next(28));
        var man = random.Next(2) == 0;
        var name = string.Concat(Surnames[random.Next(Surnames.Length)], Given[random.Next(Given.Length)], Given[random.Next(Given.Length)]);
        var contact = random.Next(3) == 0;
        // Two or three people behind one door.
        var door = n / 3;
        return
        [
            $"R{n:000000}", name, man ? "男" : "女", born.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), Document(born, n, man), $"137{n:00000000}", _communities[door % _communities.Count],
            $"东{door % 7}园", $"{(door / 40) + 1}号楼", $"{(door % 40) + 1}单元{n / 3}", $"第{door % 60}网格", random.Next(5) == 0 ? "独居、高龄" : "", random.Next(4) == 0 ? "听力稍弱" : "",
            contact ? "刘芳" : "", contact ? "女儿" : "", contact ? $"136{n:00000000}" : "", "好",
        ];
    }

    /// <summary>Of a county, a birthday, a number of the day and the sex, with its check digit. The same for two people only after 500 of one birthday.</summary>
    private static string Document(DateOnly born, int n, bool man)
    {
        var digits = $"{110101 + (n / 500 % 800):000000}{born:yyyyMMdd}{(n % 500 * 2) + (man ? 1 : 0):000}";
        return digits + Check[Weights.Select((weight, i) => weight * (digits[i] - '0')).Sum() % 11];
    }
}
