using System.Net;
using System.Text;
using CallCenter.Contracts;
using CallCenter.Data.Residents;
using CallCenter.Testing;
using Microsoft.EntityFrameworkCore;
using MiniExcelLibs;

namespace CallCenter.Server.Tests.Registry;

public sealed class ImportOnSqlite(ServerHost host) : ImportTests(host), IClassFixture<ServerHost>;

public sealed class ImportOnPostgres(PostgresHost host) : ImportTests(host), IClassFixture<PostgresHost>;

public abstract class ImportTests(ServerHost host)
{
    [Fact]
    public async Task A_checked_file_changes_nothing_and_an_applied_one_is_found_by_every_search()
    {
        using var supervisor = await host.SupervisorAsync();
        var import = await supervisor.CheckedAsync("Z1,欧阳春晓,女,1948-05-01,,13700100001 / 022-27100001,朝阳里,东园,9号楼,1单元909,第77网格,独居、高龄,爱下棋,欧阳明,儿子,13600100001\n");
        Assert.Equal((ImportStep.Checked, "utf-8", 1, 1, 0, 0, 0), (import.State, import.Format, import.Total, import.New, import.Changed, import.Unchanged, import.Faulty));
        Assert.Empty(await supervisor.GetAsync<List<ResidentLine>>("/api/residents?q=欧阳春晓"));
        import = await supervisor.AppliedAsync(import.Id);
        Assert.Equal((1, 0, "supervisor01"), (import.New, import.Faulty, import.By));
        foreach (var text in new[] { "欧阳春晓", "春晓", "ouyangchunxiao", "13700100001", "02227100001", "9号楼1单元909", "第77网格" })
            Assert.Contains(await supervisor.GetAsync<List<ResidentLine>>($"/api/residents?q={Uri.EscapeDataString(text)}"), resident => resident.Name == "欧阳春晓");
        var card = await supervisor.GetAsync<ResidentCard>($"/api/residents/{(await supervisor.FindAsync("欧阳春晓")).Id}");
        Assert.Equal(("和平区海河湾街道朝阳里社区东园9号楼1单元909", "朝阳里社区", "第77网格", "爱下棋"), (card.Address, card.Community, card.Grid, card.Notes));
        Assert.Equal(["elderly", "livesAlone"], card.Flags);
        Assert.Equal(("欧阳明", "son"), (Assert.Single(card.Contacts).Name, card.Contacts[0].Relation));
        await host.AuditedAsync("import.applied", $"import:{import.Id}");
        await Eventually.TrueAsync(() => !File.Exists(Path.Combine(host.Home, "imports", $"{import.Id}.enc")), TimeSpan.FromSeconds(10), "the file is gone");
    }

    [Fact]
    public async Task The_same_file_again_changes_nothing_and_another_adds_without_taking_away()
    {
        using var supervisor = await host.SupervisorAsync();
        const string lines = ",司马青松,男,1950,,13700200001,春和里,南苑,2号楼,1单元201,,空巢,,,,\nZ22,司马青梅,女,1951-01-02,,,春和里,南苑,2号楼,1单元201,,,,,,\n";
        await supervisor.ImportedAsync(lines);
        var again = await supervisor.ImportedAsync(lines);
        Assert.Equal((0, 0, 2, 0), (again.New, again.Changed, again.Unchanged, again.Faulty));
        var more = await supervisor.ImportedAsync("Z21,司马青松,,1950-03-04,,13700200001、13700200002,,,,,,独居,新备注,,,\nZ22,司马青梅,,,,,,,,,,,,,,\n");
        Assert.Equal((0, 1, 1, 0), (more.New, more.Changed, more.Unchanged, more.Faulty));
        var pine = await supervisor.FindAsync("司马青松");
        var record = await supervisor.GetAsync<ResidentRecord>($"/api/residents/{pine.Id}/record");
        Assert.Equal(("Z21", "male", new DateOnly(1950, 3, 4), "新备注", "南苑"), (record.ExternalKey, record.Gender, record.BirthDate, record.Notes, record.Estate));
        Assert.Equal(["emptyNest", "livesAlone"], record.Flags);
        Assert.Equal(["137****0001", "137****0002"], record.MaskedNumbers);
        // Both live behind one door.
        Assert.Equal((await supervisor.GetAsync<ResidentCard>($"/api/residents/{pine.Id}")).HouseholdId, (await supervisor.GetAsync<ResidentCard>($"/api/residents/{(await supervisor.FindAsync("司马青梅")).Id}")).HouseholdId);
    }

    [Theory]
    [InlineData("utf-8", "utf-8")]
    [InlineData("utf-8 with a mark", "utf-8")]
    [InlineData("gb18030", "gb18030")]
    [InlineData("utf-16", "utf-16")]
    [InlineData("xlsx", "xlsx")]
    public async Task A_table_is_read_in_every_form_offices_have(string form, string format)
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        using var supervisor = await host.SupervisorAsync();
        var n = Array.IndexOf(["utf-8", "utf-8 with a mark", "gb18030", "utf-16", "xlsx"], form);
        var (name, number) = ($"上官{"甲乙丙丁戊"[n]}", $"1370030000{n}");
        byte[] file;
        if (form == "xlsx")
        {
            using var sheet = new MemoryStream();
            await sheet.SaveAsAsync(new[] { new { 姓名 = name, 电话 = 13700300004, 出生日期 = new DateTime(1955, 6, 7), 社区 = "静安里" } });
            file = sheet.ToArray();
        }
        else
        {
            var encoding = form switch { "gb18030" => Encoding.GetEncoding("GB18030"), "utf-16" => Encoding.Unicode, "utf-8" => new UTF8Encoding(false), _ => new UTF8Encoding(true) };
            file = [.. encoding.GetPreamble(), .. encoding.GetBytes($"姓名;电话;出生日期;社区\r\n\"{name}\";{number};1955/6/7;静安里社区\r\n")];
        }
        var import = await supervisor.CheckedAsync(file, form == "xlsx" ? "a.xlsx" : "a.csv");
        Assert.Equal((ImportStep.Checked, format, 1), (import.State, import.Format, import.New));
        await supervisor.AppliedAsync(import.Id);
        var record = await supervisor.GetAsync<ResidentRecord>($"/api/residents/{(await supervisor.FindAsync(name)).Id}/record");
        Assert.Equal((new DateOnly(1955, 6, 7), $"137****000{n}"), (record.BirthDate, Assert.Single(record.MaskedNumbers)));
    }

    [Theory]
    [InlineData("Y1,,,,,,,,,,,,,,,", "missing:name")]
    [InlineData("Y1,赵甲,,,,12,,,,,,,,,,", "number:number1")]
    [InlineData("Y1,赵甲,,,120101194803070711,,,,,,,,,,,", "document:document")]
    [InlineData("Y1,赵甲,,1948-02-30,,,,,,,,,,,,", "date:birthDate")]
    [InlineData("Y1,赵甲,,1848-02-03,,,,,,,,,,,,", "date:birthDate")]
    [InlineData("Y1,赵甲,,,,,火星社区,,,,,,,,,", "community:community")]
    [InlineData("Y1,赵甲,,,,,,,,,,,\"=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\",,,", "formula:notes")]
    [InlineData("Y1,赵甲,,,,,,,,,,,@SUM(A1),,,", "formula:notes")]
    [InlineData("Y1,赵\uFFFD,,,,,,,,,,,,,,", "encoding:name")]
    [InlineData("Y1,赵甲,不详,,,,,,,,,,,,,", "gender:gender")]
    [InlineData("Y1,赵甲,,,,,,,,,,超人,,,,", "flag:flags")]
    [InlineData("Y1,赵甲,,,,,,,,,,,,赵乙,,", "contact:contactNumber")]
    [InlineData("Y1,赵甲,,,,,,,,,,,,,,,,多", "cells:")]
    [InlineData("Y 1,赵甲,,,,,,,,,,,,,,", "key:key")]
    [InlineData("Y1,赵甲,乙,1948-02-30,,12,,,,,,,,,,", "date:birthDate gender:gender number:number1")]
    public async Task A_faulty_line_is_told_and_left_out_and_the_others_go_in(string line, string faults)
    {
        using var supervisor = await host.SupervisorAsync();
        var import = await supervisor.CheckedAsync($"{line}\n,钱好人{faults.Length},,,,13700400001,,,,,,,,,,\n");
        Assert.Equal((2, 1), (import.Total, import.Faulty));
        var told = Assert.Single(await supervisor.LinesAsync(import.Id, "faulty"));
        Assert.Equal((2, faults), (told.Line, string.Join(' ', told.Faults.Order(StringComparer.Ordinal))));
        (await supervisor.PostEmptyAsync($"/api/registry/imports/{import.Id}/cancel")).EnsureSuccessStatusCode();
    }

    [Fact]
    public async Task A_line_about_somebody_twice_or_about_nobody_for_certain_is_left_for_people()
    {
        using var supervisor = await host.SupervisorAsync();
        await supervisor.ImportedAsync("X1,孙重山,,,,13700500001,,,,,,,,,,\n");
        var import = await supervisor.CheckedAsync(
            "X2,孙新一,,,,13700500002,,,,,,,,,,\nX2,孙新二,,,,,,,,,,,,,,\n,孙新一,,,,13700500002,,,,,,,,,,\nX9,孙重山,,,,13700500001,,,,,,,,,,\n");
        Assert.Equal((1, 3), (import.New, import.Faulty));
        Assert.Equal(["3 duplicate:", "4 duplicate:", "5 conflict:key"], (await supervisor.LinesAsync(import.Id, "faulty")).Select(l => $"{l.Line} {l.Faults[0]}"));
    }

    [Fact]
    public async Task Ten_thousand_characters_are_one_faulty_line()
    {
        using var supervisor = await host.SupervisorAsync();
        var import = await supervisor.CheckedAsync($",周长文,,,,13700600001,,,,,,,{new string('长', 10_000)},,,\n,周短文,,,,13700600002,,,,,,,\"引号里有,逗号\n和换行\",,,\n");
        Assert.Equal((1, 1), (import.New, import.Faulty));
        Assert.Equal("too-long:notes", Assert.Single(Assert.Single(await supervisor.LinesAsync(import.Id, "faulty")).Faults));
        await supervisor.AppliedAsync(import.Id);
        Assert.Equal("引号里有,逗号\n和换行", (await supervisor.GetAsync<ResidentRecord>($"/api/residents/{(await supervisor.FindAsync("周短文")).Id}/record")).Notes);
    }

    [Fact]
    public async Task What_would_calculate_in_a_table_program_is_neutralised_in_the_report()
    {
        using var supervisor = await host.SupervisorAsync();
        var import = await supervisor.CheckedAsync("=1+1,\"=cmd|' /C calc'!A0\",,,,,,,,,,,,,,\n");
        var report = Encoding.UTF8.GetString(await supervisor.GetByteArrayAsync($"/api/registry/imports/{import.Id}/report?language=zh"));
        Assert.StartsWith("\uFEFF行,结果,姓名,说明\r\n2,有误，未导入,'=cmd|' /C calc'!A0,", report, StringComparison.Ordinal);
        Assert.Contains("姓名：是公式，未执行", report, StringComparison.Ordinal);
        Assert.Contains("Name: is a formula", await supervisor.GetStringAsync($"/api/registry/imports/{import.Id}/report?language=en"), StringComparison.Ordinal);
        await host.AuditedAsync("import.report-read", $"import:{import.Id}");
    }

    public static TheoryData<string, string> Refused => new()
    {
        { "\0\u0001\u0002 a program", ImportProblem.NoTable }, { "PK\u0003\u0004 no workbook", ImportProblem.BrokenTable }, { "甲,乙,丙\n1,2,3\n", ImportProblem.NoHeadings },
        { "姓名,电话,手机\n王,1,2\n", ImportProblem.HeadingTwice }, { "姓名,电话\n", ImportProblem.Empty }, { "\n\n", ImportProblem.Empty },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task A_file_that_is_no_table_of_residents_is_refused_with_the_reason(string file, string problem)
    {
        using var supervisor = await host.SupervisorAsync();
        var import = await supervisor.CheckedAsync(Encoding.UTF8.GetBytes(file));
        Assert.Equal((ImportStep.Refused, problem), (import.State, import.Problem));
        Assert.Equal(ProblemCode.WrongState, await (await supervisor.PostEmptyAsync($"/api/registry/imports/{import.Id}/apply")).CodeAsync());
    }

    [Fact]
    public async Task Nothing_and_too_much_are_refused_at_the_door()
    {
        using var supervisor = await host.SupervisorAsync();
        Assert.Equal(ProblemCode.Invalid, await (await supervisor.UploadAsync([])).CodeAsync());
        var answer = await supervisor.UploadAsync(new byte[50_000_001]);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
    }

    [Fact]
    public async Task The_template_is_read_by_the_import_itself()
    {
        using var supervisor = await host.SupervisorAsync();
        foreach (var format in new[] { "csv&language=zh", "xlsx&language=zh", "csv&language=en" })
        {
            var import = await supervisor.CheckedAsync(await supervisor.GetByteArrayAsync($"/api/registry/template?format={format}"));
            Assert.Equal((format, ImportProblem.Empty, 0), (format, import.Problem, import.Ignored.Count));
        }
    }

    [Fact]
    public async Task An_import_is_undone_but_for_what_somebody_changed_since()
    {
        using var supervisor = await host.SupervisorAsync();
        await supervisor.ImportedAsync("W1,吴旧一,,1950-01-02,,13700700001,长乐里,东园,1号楼,101,,,原备注,,,\nW2,吴旧二,,,,13700700002,长乐里,东园,1号楼,101,,,,,,\n");
        var import = await supervisor.ImportedAsync("W1,吴新一,,1950-01-03,,13700700009,长乐里,西园,5号楼,505,,独居,新备注,吴小,儿子,13600700001\nW2,吴旧二,,,,,长乐里,西园,5号楼,505,,,有人改过,,,\n"
            + "W3,吴添一,,,,13700700003,长乐里,西园,6号楼,606,,,,,,\nW4,吴添二,,,,13700700004,长乐里,西园,6号楼,606,,,,,,\n");
        Assert.Equal((2, 2), (import.New, import.Changed));
        var (second, fourth) = (await supervisor.FindAsync("吴旧二"), await supervisor.FindAsync("吴添二"));
        await EditAsync(supervisor, second.Id, new EditResident(Notes: "坐席的话"));
        await EditAsync(supervisor, fourth.Id, new EditResident(Notes: "坐席的话"));

        import = await supervisor.UndoneAsync(import.Id);
        Assert.Equal((2, 2), (import.Reverted, import.Kept));
        var kept = await supervisor.LinesAsync(import.Id, "kept");
        Assert.Equal(["3 notes", "5 notes"], kept.Select(l => $"{l.Line} {string.Join(' ', l.Faults)}"));
        var first = await supervisor.FindAsync("吴旧一");
        var record = await supervisor.GetAsync<ResidentRecord>($"/api/residents/{first.Id}/record");
        Assert.Equal((new DateOnly(1950, 1, 2), "原备注", "东园", 0), (record.BirthDate, record.Notes, record.Estate, record.Flags.Count));
        Assert.Equal(["137****0001"], record.MaskedNumbers);
        Assert.Empty((await supervisor.GetAsync<ResidentCard>($"/api/residents/{first.Id}")).Contacts);
        Assert.Empty(await supervisor.GetAsync<List<ResidentLine>>("/api/residents?q=吴添一"));
        Assert.Empty(await supervisor.GetAsync<List<ResidentLine>>("/api/residents?q=吴新一"));
        Assert.Equal("坐席的话", (await supervisor.GetAsync<ResidentRecord>($"/api/residents/{second.Id}/record")).Notes);
        Assert.Equal("东园", (await supervisor.GetAsync<ResidentRecord>($"/api/residents/{second.Id}/record")).Estate);
        Assert.Equal("吴添二", (await supervisor.FindAsync("吴添二")).Name);
        await using var db = host.Db();
        Assert.False(await db.Households.AnyAsync(h => h.Address.EndsWith("西园5号楼505")));
        Assert.True(await db.Households.AnyAsync(h => h.Address.EndsWith("西园6号楼606")));
        Assert.Equal(ProblemCode.WrongState, await (await supervisor.PostEmptyAsync($"/api/registry/imports/{import.Id}/undo")).CodeAsync());
    }

    [Fact]
    public async Task A_resident_who_has_called_since_is_kept_by_the_undo()
    {
        using var supervisor = await host.SupervisorAsync();
        var import = await supervisor.ImportedAsync("V1,郑来电,,,,13700800001,,,,,,,,,,\n");
        var caller = await supervisor.FindAsync("郑来电");
        await host.ToldAsync(new CallCenter.Routing.CallArrived("imp.1", "hotline", host.Time.GetUtcNow(), "12345"), new CallCenter.Routing.CallIdentified("imp.1", "13700800001", "+8613700800001", [caller.Id]));
        import = await supervisor.UndoneAsync(import.Id);
        Assert.Equal((0, 1), (import.Reverted, import.Kept));
        Assert.Equal("used", Assert.Single(Assert.Single(await supervisor.LinesAsync(import.Id, "kept")).Faults));
    }

    [Fact]
    public async Task An_import_that_is_stopped_goes_on_where_it_stopped()
    {
        var file = new ResidentFile(7, 3000, ["朝阳里", "春和里", "静安里"]);
        using var supervisor = await host.SupervisorAsync();
        var import = await supervisor.CheckedAsync(await BytesAsync(file));
        Assert.Equal((3000, file.Good.Count, file.Faulty.Count), (import.Total, import.New, import.Faulty));
        (await supervisor.PostEmptyAsync($"/api/registry/imports/{import.Id}/apply")).EnsureSuccessStatusCode();
        await Eventually.TrueAsync(async () => (await supervisor.GetAsync<ImportLineup>($"/api/registry/imports/{import.Id}")).Done > 0, TimeSpan.FromSeconds(60), "some lines are in");
        (await supervisor.PostEmptyAsync($"/api/registry/imports/{import.Id}/cancel")).EnsureSuccessStatusCode();
        var stopped = await supervisor.ReachedAsync(import.Id, ImportStep.Cancelled);
        Assert.InRange(stopped.Done, 500, 2999);
        var whole = await supervisor.AppliedAsync(import.Id);
        Assert.Equal((file.Good.Count, 0, 0, file.Faulty.Count), (whole.New, whole.Changed, whole.Unchanged, whole.Faulty));
        await using var db = host.Db();
        Assert.Equal(file.Good.Count, await db.Residents.CountAsync(r => r.ExternalKey!.StartsWith("R0")));
        Assert.Equal(3000, await db.ImportedLines.CountAsync(l => l.ImportId == import.Id));
        var undone = await supervisor.UndoneAsync(import.Id);
        Assert.Equal((file.Good.Count, 0), (undone.Reverted, undone.Kept));
        Assert.Equal(0, await db.Residents.CountAsync(r => r.ExternalKey!.StartsWith("R0")));
        Assert.Equal(0, await db.Set<HouseholdTerm>().CountAsync(t => !db.Households.Any(h => h.Id == t.HouseholdId)));
    }

    internal static async Task EditAsync(HttpClient browser, Guid id, EditResident edit) => await (await System.Net.Http.Json.HttpClientJsonExtensions.PutAsJsonAsync(
        browser, $"/api/residents/{id}", edit.Version is null ? edit with { Version = (await browser.GetAsync<ResidentRecord>($"/api/residents/{id}/record")).Version } : edit)).ReadAsync<ResidentRecord>();

    internal static async Task<byte[]> BytesAsync(ResidentFile file, int changed = 0)
    {
        using var memory = new MemoryStream();
        await file.WriteAsync(memory, changed);
        return memory.ToArray();
    }
}
