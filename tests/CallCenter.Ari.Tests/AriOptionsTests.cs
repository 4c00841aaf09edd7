namespace CallCenter.Ari.Tests;

public sealed class AriOptionsTests
{
    [Fact]
    public void Good_options_have_no_problems() => Assert.Empty(Good().Problems());

    [Fact]
    public void Every_problem_is_told_at_once_with_what_to_set()
    {
        var options = Good();
        options.Password = "";
        options.Application = "a,b";
        options.BackOffMax = TimeSpan.Zero;

        var message = Assert.Throws<ArgumentException>(options.Validate).Message;

        Assert.Contains("Password", message, StringComparison.Ordinal);
        Assert.Contains("Application", message, StringComparison.Ordinal);
        Assert.Contains("BackOffMin", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/ari/")]
    [InlineData("ftp://127.0.0.1/ari/")]
    public void An_address_that_is_not_http_is_refused(string address)
    {
        var options = Good();
        options.BaseAddress = new Uri(address, UriKind.RelativeOrAbsolute);

        Assert.Single(options.Problems());
    }

    [Theory]
    [InlineData("http://127.0.0.1:8088/ari")]
    [InlineData("http://127.0.0.1:8088/ari/")]
    public void The_socket_address_follows_from_the_root_and_holds_no_password(string root)
    {
        var options = Good();
        options.BaseAddress = new Uri(root);
        options.SubscribeAll = true;

        Assert.Equal("ws://127.0.0.1:8088/ari/events?app=callcenter&subscribeAll=true", AriSocket.Address(options).AbsoluteUri);
    }

    private static AriOptions Good() => new() { Password = "secret" };
}
