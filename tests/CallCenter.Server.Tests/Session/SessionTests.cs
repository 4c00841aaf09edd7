using System.Net;
using System.Net.Http.Json;
using System.Text;
using CallCenter.Contracts;
using CallCenter.Server.Audit;
using CallCenter.Server.Session;

namespace CallCenter.Server.Tests.Session;

public abstract class SessionTests(ServerHost host)
{
    private static Task<HttpResponseMessage> TryAsync(HttpClient browser, string user, string password, string? phone = null) =>
        browser.PostAsJsonAsync("/api/session", new SignIn(user, password, phone));

    [Fact]
    public async Task Signing_in_answers_who_one_is_and_a_cookie_no_script_can_read()
    {
        using var browser = host.Browser(cookies: false);
        var answer = await TryAsync(browser, " Agent01 ", ServerHost.Password);
        var info = await answer.ReadAsync<SessionInfo>();
        Assert.Equal(("agent01", null, "12345"), (info.User, info.Phone, info.DemoNumber));
        Assert.Equal([Role.Agent], info.Roles);
        var cookie = Assert.Single(answer.Headers.GetValues("Set-Cookie"));
        Assert.StartsWith($"callcenter-{info.Instance}=", cookie, StringComparison.Ordinal);
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("secure", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("max-age=43200", cookie, StringComparison.OrdinalIgnoreCase); // a browser whose clock is wrong keeps it as long as others
        Assert.Equal("agent01", (await host.AuditedAsync(AuditAction.SignedIn, "agent01")).User);
    }

    [Fact]
    public async Task Over_https_the_cookie_is_secure()
    {
        using var browser = host.Browser(cookies: false, "https://localhost");
        var answer = await TryAsync(browser, "agent01", ServerHost.Password);
        Assert.Contains("secure", Assert.Single(answer.Headers.GetValues("Set-Cookie")), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Signing_out_takes_the_cookie_away()
    {
        using var browser = await host.SignedInAsync("agent01");
        using var request = new HttpRequestMessage(HttpMethod.Delete, "/api/session") { Headers = { { "X-CallCenter", "1" } } };
        var cookie = Assert.Single((await browser.SendAsync(request)).Headers.GetValues("Set-Cookie"));
        Assert.Contains("1970", cookie, StringComparison.Ordinal);
        Assert.DoesNotContain("max-age=43200", cookie, StringComparison.OrdinalIgnoreCase); // would outweigh the date, and keep it
    }

    [Theory]
    [InlineData("agent06", "wrong")]
    [InlineData("nobody", "wrong")]
    [InlineData("", "")]
    [InlineData("agent06' OR '1'='1", "x")]
    public async Task A_wrong_password_is_a_problem_with_a_code(string user, string password)
    {
        using var browser = host.Browser();
        var answer = await TryAsync(browser, user, password);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal(ProblemCode.WrongPassword, await answer.CodeAsync());
        Assert.False(answer.Headers.Contains("Set-Cookie"));
    }

    [Theory]
    [InlineData("agent07")]
    [InlineData("nobody-7")]
    public async Task Five_wrong_passwords_lock_a_name_for_five_minutes(string user)
    {
        using var browser = host.Browser();
        for (var n = 1; n < 5; n++) Assert.Equal(ProblemCode.WrongPassword, await (await TryAsync(browser, user, "wrong")).CodeAsync());
        Assert.Equal(ProblemCode.LockedOut, await (await TryAsync(browser, user, "wrong")).CodeAsync());
        // Even the right one is not looked at now.
        var locked = await TryAsync(browser, user, ServerHost.Password);
        Assert.Equal(HttpStatusCode.Locked, locked.StatusCode);
        await host.AuditedAsync(AuditAction.LockedOut, user);
        host.Time.Advance(Passwords.Lockout + TimeSpan.FromSeconds(1));
        Assert.Equal(user == "agent07", (await TryAsync(browser, user, ServerHost.Password)).IsSuccessStatusCode);
    }

    [Fact]
    public async Task Guesses_made_at_once_are_counted_one_by_one()
    {
        using var browser = host.Browser();
        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => TryAsync(browser, "agent08", "wrong")));
        Assert.Equal(4, answers.Count(answer => answer.StatusCode == HttpStatusCode.Unauthorized));
        Assert.Equal(8, answers.Count(answer => answer.StatusCode == HttpStatusCode.Locked));
    }

    [Fact]
    public async Task A_right_password_forgives_the_wrong_ones_before()
    {
        using var browser = host.Browser();
        for (var round = 0; round < 2; round++)
        {
            for (var n = 0; n < 4; n++) await TryAsync(browser, "agent09", "wrong");
            Assert.True((await TryAsync(browser, "agent09", ServerHost.Password)).IsSuccessStatusCode);
        }
    }

    [Fact]
    public async Task Who_is_not_signed_in_is_told_so_and_not_sent_elsewhere()
    {
        using var browser = host.Browser();
        var answer = await browser.GetAsync("/api/session");
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal(ProblemCode.SignedOut, await answer.CodeAsync());
    }

    [Theory]
    [InlineData("callcenter-00000000=CfDJ8garbage")]
    [InlineData("{name}=CfDJ8garbage")]
    [InlineData("{name}=")]
    public async Task A_made_up_cookie_is_nobody(string cookie)
    {
        using var browser = host.Browser(cookies: false);
        var request = new HttpRequestMessage(HttpMethod.Get, "/api/session");
        request.Headers.Add("Cookie", cookie.Replace("{name}", $"callcenter-{host.Paths.Instance}", StringComparison.Ordinal));
        Assert.Equal(ProblemCode.SignedOut, await (await browser.SendAsync(request)).CodeAsync());
    }

    [Fact]
    public async Task A_copied_cookie_is_worth_nothing_after_signing_out()
    {
        using var browser = host.Browser(cookies: false);
        var cookie = (await TryAsync(browser, "agent10", ServerHost.Password)).Headers.GetValues("Set-Cookie").Single().Split(';')[0];
        Assert.True((await SendAsync(browser, HttpMethod.Get, cookie)).IsSuccessStatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await SendAsync(browser, HttpMethod.Delete, cookie)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await SendAsync(browser, HttpMethod.Get, cookie)).StatusCode);
    }

    [Fact]
    public async Task An_expired_cookie_is_told_so()
    {
        await using var own = new ServerHost();
        await own.StartAsync();
        using var browser = own.Browser(cookies: false);
        var cookie = (await TryAsync(browser, "agent01", ServerHost.Password)).Headers.GetValues("Set-Cookie").Single().Split(';')[0];
        own.Time.Advance(SessionCookie.Life + TimeSpan.FromMinutes(1));
        Assert.Equal(ProblemCode.SignedOut, await (await SendAsync(browser, HttpMethod.Get, cookie)).CodeAsync());
    }

    [Fact]
    public async Task Sessions_signed_in_and_out_survive_a_restart()
    {
        await using var own = new ServerHost();
        await own.StartAsync();
        string stays, ended;
        using (var browser = own.Browser(cookies: false))
        {
            stays = (await TryAsync(browser, "agent01", ServerHost.Password)).Headers.GetValues("Set-Cookie").Single().Split(';')[0];
            ended = (await TryAsync(browser, "agent02", ServerHost.Password)).Headers.GetValues("Set-Cookie").Single().Split(';')[0];
            await SendAsync(browser, HttpMethod.Delete, ended);
        }
        await CallCenter.Testing.Eventually.TrueAsync(() => { using var db = own.Db(); return db.EndedSessions.Any(); }, TimeSpan.FromSeconds(10), "the ended session is stored");
        await own.StopAsync();
        await own.StartAsync();
        using var again = own.Browser(cookies: false);
        Assert.True((await SendAsync(again, HttpMethod.Get, stays)).IsSuccessStatusCode);
        await CallCenter.Testing.Eventually.TrueAsync(async () => (await SendAsync(again, HttpMethod.Get, ended)).StatusCode == HttpStatusCode.Unauthorized, TimeSpan.FromSeconds(10),
            "the ended session is refused");
    }

    [Fact]
    public async Task The_demo_users_follow_a_new_demo_password()
    {
        await using var own = new ServerHost();
        await own.StartAsync();
        await own.StopAsync();
        await own.StartAsync(("CALLCENTER_DEMO_PASSWORD", "another"));
        using var browser = own.Browser();
        Assert.True((await TryAsync(browser, "agent20", "another")).IsSuccessStatusCode);
        Assert.Equal(ProblemCode.WrongPassword, await (await TryAsync(browser, "agent20", ServerHost.Password)).CodeAsync());
    }

    [Fact]
    public async Task A_supervisor_has_no_phone_even_if_the_page_sends_one()
    {
        using var browser = host.Browser();
        Assert.Null((await (await TryAsync(browser, "supervisor01", ServerHost.Password, "browser")).ReadAsync<SessionInfo>()).Phone);
    }

    [Fact]
    public async Task A_desk_phone_we_do_not_have_is_refused()
    {
        using var browser = host.Browser();
        Assert.Equal(ProblemCode.UnknownPhone, await (await TryAsync(browser, "agent01", ServerHost.Password, "9999")).CodeAsync());
    }

    [Fact]
    public async Task A_foreign_page_cannot_act_for_us()
    {
        using var agent = await host.SignedInAsync("agent11");
        var foreign = new HttpRequestMessage(HttpMethod.Delete, "/api/session");
        foreign.Headers.Add("X-CallCenter", "1");
        foreign.Headers.Add("Origin", "http://evil.example");
        Assert.Equal(HttpStatusCode.Forbidden, (await agent.SendAsync(foreign)).StatusCode);
        foreach (var origin in new[] { "http://evil.example", "http://localhost:1", "null" })
        {
            var socket = new HttpRequestMessage(HttpMethod.Get, "/hub/agent") { Headers = { { "Origin", origin } } };
            Assert.Equal(HttpStatusCode.Forbidden, (await agent.SendAsync(socket)).StatusCode);
        }
        var own = new HttpRequestMessage(HttpMethod.Post, "/hub/agent/negotiate?negotiateVersion=1") { Headers = { { "Origin", "https://localhost" } } };
        Assert.True((await agent.SendAsync(own)).IsSuccessStatusCode);
        var form = await agent.PostAsync("/api/agent/state", new FormUrlEncodedContent([new("state", "ready")]));
        Assert.Equal(HttpStatusCode.Forbidden, form.StatusCode);
        var rebound = new HttpRequestMessage(HttpMethod.Get, "/api/session") { Headers = { Host = "evil.example" } };
        Assert.Equal(HttpStatusCode.Forbidden, (await agent.SendAsync(rebound)).StatusCode);
        Assert.True((await agent.GetAsync("/api/session")).IsSuccessStatusCode);
    }

    [Theory]
    [InlineData("{\"user\":")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("\"x\"")]
    public async Task A_body_that_is_no_sign_in_is_a_problem(string body)
    {
        using var browser = host.Browser();
        var answer = await browser.PostAsync("/api/session", new StringContent(body, Encoding.UTF8, "application/json"));
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(ProblemCode.Invalid, await answer.CodeAsync());
    }

    [Fact]
    public async Task Too_many_sign_ins_from_one_address_are_refused()
    {
        await using var own = new ServerHost();
        await own.StartAsync(("CALLCENTER_SIGN_INS_PER_MINUTE", "6"));
        using var browser = own.Browser();
        for (var n = 0; n < 6; n++) Assert.NotEqual(HttpStatusCode.TooManyRequests, (await TryAsync(browser, $"someone{n}", "wrong")).StatusCode);
        Assert.Equal(ProblemCode.TooMany, await (await TryAsync(browser, "agent01", ServerHost.Password)).CodeAsync());
    }

    private static Task<HttpResponseMessage> SendAsync(HttpClient browser, HttpMethod method, string cookie)
    {
        var request = new HttpRequestMessage(method, "/api/session");
        request.Headers.Add("Cookie", cookie);
        request.Headers.Add("X-CallCenter", "1");
        return browser.SendAsync(request);
    }
}
