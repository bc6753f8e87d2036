namespace SegmentOperator.Runtime.Tests.Caching;

public class ReflectorStateTests
{
    private static readonly ReflectorState Watching = ReflectorState.Start(streaming: false).After(new ReflectorOutcome.Listed("100", null));

    [Fact]
    public void A_first_list_is_taken_from_what_the_server_has_at_hand_page_by_page()
    {
        var state = ReflectorState.Start(streaming: false);
        Assert.Equal((ReflectorPhase.List, "0"), (state.Phase, state.Version));

        state = state.After(new ReflectorOutcome.Listed("5", "next"));
        Assert.Equal((ReflectorPhase.List, "next"), (state.Phase, state.Continue));

        state = state.After(new ReflectorOutcome.Listed("5", null));
        Assert.Equal((ReflectorPhase.Watch, "5", null), (state.Phase, state.Version, state.Continue));
    }

    [Fact]
    public void A_continue_token_that_is_too_old_begins_a_list_of_the_newest_anew()
    {
        var state = ReflectorState.Start(streaming: false)
            .After(new ReflectorOutcome.Listed("5", "next"))
            .After(new ReflectorOutcome.Failed(ReflectorFailure.Gone));

        Assert.Equal((ReflectorPhase.List, "", null), (state.Phase, state.Version, state.Continue));
    }

    [Fact]
    public void A_page_that_fails_is_asked_for_again()
    {
        var state = ReflectorState.Start(streaming: false)
            .After(new ReflectorOutcome.Listed("5", "next"))
            .After(new ReflectorOutcome.Failed(ReflectorFailure.Refused));

        Assert.Equal((ReflectorPhase.List, "next", 1), (state.Phase, state.Continue, state.Failures));
    }

    [Fact]
    public void Every_event_moves_the_version_on_and_ends_a_row_of_failures()
    {
        var state = Watching.After(new ReflectorOutcome.Failed(ReflectorFailure.Refused)).After(new ReflectorOutcome.Seen("101"));

        Assert.Equal((ReflectorPhase.Watch, "101", 0), (state.Phase, state.Version, state.Failures));
    }

    [Fact]
    public void A_watch_that_is_refused_is_watched_again_and_not_listed()
    {
        var state = Watching;
        for (var i = 1; i < 10; i++)
        {
            state = state.After(new ReflectorOutcome.Failed(ReflectorFailure.Refused, TimeSpan.FromSeconds(60)));
            Assert.Equal((ReflectorPhase.Watch, "100", i), (state.Phase, state.Version, state.Failures));
            Assert.Equal(TimeSpan.FromSeconds(60), state.Pause(0));
        }
    }

    [Fact]
    public void A_version_that_is_gone_is_listed_anew_at_the_newest()
    {
        var state = Watching.After(new ReflectorOutcome.Failed(ReflectorFailure.Gone));

        Assert.Equal((ReflectorPhase.List, ""), (state.Phase, state.Version));
        Assert.Equal(1, state.Failures);
    }

    [Fact]
    public void After_a_torn_connection_a_server_that_counts_on_is_watched_on()
    {
        var state = Watching.After(new ReflectorOutcome.Failed(ReflectorFailure.Unreachable));
        Assert.Equal(ReflectorPhase.Probe, state.Phase);

        state = state.After(new ReflectorOutcome.Probed("100"));
        Assert.Equal((ReflectorPhase.Watch, "100"), (state.Phase, state.Version));
    }

    [Fact]
    public void After_a_torn_connection_a_server_that_began_to_count_anew_is_listed_and_believed()
    {
        var state = Watching
            .After(new ReflectorOutcome.Failed(ReflectorFailure.Unreachable))
            .After(new ReflectorOutcome.Probed("7"));

        Assert.Equal((ReflectorPhase.List, "", true), (state.Phase, state.Version, state.Resets("7")));
    }

    [Theory]
    [InlineData("100", false)]
    [InlineData("99", true)]
    public void A_list_of_the_newest_that_is_older_than_what_was_seen_shows_that_the_server_began_anew(string listed, bool resets) =>
        Assert.Equal(resets, Watching.After(new ReflectorOutcome.Failed(ReflectorFailure.Gone)).Resets(listed));

    [Fact]
    public void An_event_with_a_lower_version_shows_that_the_server_began_anew()
    {
        var state = Watching.After(new ReflectorOutcome.Seen("7"));

        Assert.Equal((ReflectorPhase.List, true), (state.Phase, state.Resets("200")));
    }

    [Fact]
    public void A_watch_that_ends_in_time_goes_on_at_once_and_one_that_ends_early_after_a_look()
    {
        Assert.Equal((ReflectorPhase.Watch, 0), (Phase(true).Phase, Phase(true).Failures));
        Assert.Equal((ReflectorPhase.Probe, 1), (Phase(false).Phase, Phase(false).Failures));

        static ReflectorState Phase(bool inTime) => Watching.After(new ReflectorOutcome.Ended(inTime));
    }

    [Fact]
    public void A_server_without_streaming_lists_is_listed_from_then_on()
    {
        var state = ReflectorState.Start(streaming: true);
        Assert.Equal(ReflectorPhase.Stream, state.Phase);

        state = state.After(new ReflectorOutcome.Failed(ReflectorFailure.NotSupported));
        Assert.Equal((ReflectorPhase.List, "0"), (state.Phase, state.Version));

        state = state.After(new ReflectorOutcome.Listed("5", null)).After(new ReflectorOutcome.Failed(ReflectorFailure.Gone));
        Assert.Equal(ReflectorPhase.List, state.Phase);
    }

    [Fact]
    public void Pauses_grow_from_0_8_to_30_seconds()
    {
        var state = Watching;
        Assert.Equal(TimeSpan.Zero, state.Pause(1));
        var pauses = new List<double>();
        for (var i = 0; i < 100; i++)
        {
            state = state.After(new ReflectorOutcome.Failed(ReflectorFailure.Refused));
            pauses.Add(state.Pause(i % 2).TotalSeconds);
        }

        Assert.Equal(0.8, pauses[0], 3);
        Assert.InRange(pauses[1], 1.6, 2.0);
        Assert.All(pauses, pause => Assert.InRange(pause, 0.8, 30));
        Assert.Equal([24.0, 30.0], pauses[^2..]);
    }
}
