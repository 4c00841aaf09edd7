using CallCenter.Contracts;

namespace CallCenter.Server.Tests.Messages;

public sealed class MessageTextTests
{
    [Theory]
    [InlineData('a', 0, 0)]
    [InlineData('a', 160, 1)]
    [InlineData('a', 161, 2)]
    [InlineData('a', 306, 2)]
    [InlineData('a', 307, 3)]
    [InlineData('€', 80, 1)]
    [InlineData('€', 81, 2)]
    // A part of 153 holds 76 escaped characters: none is split.
    [InlineData('€', 152, 2)]
    [InlineData('€', 153, 3)]
    [InlineData('中', 70, 1)]
    [InlineData('中', 71, 2)]
    [InlineData('中', 134, 2)]
    [InlineData('中', 135, 3)]
    public void Segments_are_counted_as_the_network_does(char letter, int count, int segments) => Assert.Equal(segments, MessageText.Length(new string(letter, count)).Segments);

    [Theory]
    [InlineData(35, 1)]
    [InlineData(36, 2)]
    // 67 units hold 33 of them.
    [InlineData(66, 2)]
    [InlineData(67, 3)]
    public void A_surrogate_pair_is_never_split(int count, int segments) => Assert.Equal(segments, MessageText.Length(string.Concat(Enumerable.Repeat("😀", count))).Segments);

    [Fact]
    public void One_Chinese_character_makes_the_whole_text_wide() => Assert.Equal(new MessageLength(71, 2, false), MessageText.Length(new string('a', 70) + "中"));

    [Fact]
    public void Arguments_are_filled_once()
    {
        Assert.Equal(["name", "order"], MessageText.Arguments("{name}您好,{order},{name}"));
        // A value that looks like an argument is text.
        Assert.Equal("{order}您好,7", MessageText.Fill("{name}您好,{order}", new Dictionary<string, string> { ["name"] = "{order}", ["order"] = "7" }));
        Assert.False(MessageText.WellFormed("{Name}"));
        Assert.False(MessageText.WellFormed("{name"));
        Assert.True(MessageText.WellFormed("{name2}"));
    }
}
