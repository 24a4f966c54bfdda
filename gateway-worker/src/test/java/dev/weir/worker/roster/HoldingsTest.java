package dev.weir.worker.roster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.model.Orders;
import dev.weir.model.ShardId;
import dev.weir.model.ShardPhase;
import dev.weir.model.ShardStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** When the connection of a shard that may not be acted for stays, and when it goes. */
final class HoldingsTest {
    private static final int SHARD = 2;
    private static final long TOKEN = 7;

    private final List<Integer> takenUp = new ArrayList<>();
    private final List<Integer> givenUp = new ArrayList<>();
    private final Holdings<FakeShard> holdings = new Holdings<>(new Holdings.Hands<>() {
        @Override
        public FakeShard takeUp(ShardId shard, long token) {
            takenUp.add(shard.index());
            return new FakeShard(shard, token);
        }

        @Override
        public void giveUp(int index, FakeShard shard) {
            givenUp.add(index);
            holdings().letGo(index);
        }
    });

    private Holdings<FakeShard> holdings() {
        return holdings;
    }

    @Test
    void aClosedGateKeepsTheConnectionForTwoMinutes() {
        FakeShard shard = held();
        holdings.fence(seconds(0));
        shard.acts = false;

        holdings.fence(seconds(10));
        holdings.fence(seconds(129));
        assertThat(givenUp).isEmpty();

        holdings.fence(seconds(130));
        assertThat(givenUp).containsExactly(SHARD);
        assertThat(holdings.held()).isEmpty();
        assertThat(holdings.leaving()).containsOnlyKeys(SHARD);
    }

    @Test
    void whatIsActedForAgainBeginsAnew() {
        FakeShard shard = held();
        shard.acts = false;
        holdings.fence(seconds(0));
        shard.acts = true;
        holdings.fence(seconds(100));
        shard.acts = false;

        holdings.fence(seconds(110));
        holdings.fence(seconds(229));
        assertThat(givenUp).isEmpty();

        holdings.fence(seconds(230));
        assertThat(givenUp).containsExactly(SHARD);
    }

    @Test
    void theSameOrdersAgainKeepTheConnection() {
        FakeShard shard = held();
        shard.acts = false;
        holdings.fence(seconds(0));

        holdings.follow(orders(1, Map.of(SHARD, TOKEN)));

        assertThat(givenUp).isEmpty();
        assertThat(takenUp).containsExactly(SHARD);
        assertThat(shard.token).isEqualTo(TOKEN);
        assertThat(shard.confirmed).isEqualTo(1);
    }

    @Test
    void aShardThatIsGivenBackInANewEpochKeepsItsConnectionUnderANewToken() {
        FakeShard shard = held();
        holdings.epochOver();
        assertThat(shard.acts).isFalse();
        assertThat(holdings.ordersSeen()).isZero();

        holdings.follow(Orders.UNDECIDED);
        assertThat(shard.acts).isFalse();
        holdings.follow(orders(1, Map.of(SHARD, TOKEN + 2)));

        assertThat(shard.token).isEqualTo(TOKEN + 2);
        assertThat(shard.acts).isTrue();
        assertThat(takenUp).containsExactly(SHARD);
        assertThat(givenUp).isEmpty();
    }

    @Test
    void aShardThatAnotherHasIsGivenUp() {
        held();
        holdings.epochOver();

        holdings.follow(orders(1, Map.of()));

        assertThat(givenUp).containsExactly(SHARD);
    }

    @Test
    void aShardOnItsWayOutIsTakenUpOnlyWhenItIsGone() {
        held();
        holdings.follow(orders(2, Map.of()));

        holdings.follow(orders(3, Map.of(SHARD, TOKEN + 1)));
        assertThat(takenUp).containsExactly(SHARD);

        holdings.gone(SHARD);
        holdings.follow(orders(3, Map.of(SHARD, TOKEN + 1)));
        assertThat(takenUp).containsExactly(SHARD, SHARD);
    }

    @Test
    void aShardOfAnotherCountIsAnotherShardAndGoesFirst() {
        held();

        holdings.follow(orders(2, 6, Map.of(SHARD, TOKEN + 1, 5, TOKEN + 1)));
        assertThat(givenUp).containsExactly(SHARD);
        assertThat(takenUp).containsExactly(SHARD);

        holdings.gone(SHARD);
        holdings.follow(orders(2, 6, Map.of(SHARD, TOKEN + 1, 5, TOKEN + 1)));
        assertThat(takenUp).containsExactly(SHARD, SHARD, 5);
        assertThat(holdings.held().values())
                .extracting(FakeShard::id)
                .containsExactly(new ShardId(2, 6), new ShardId(5, 6));
    }

    @Test
    void aShardThatWasFencedForAChangeOfTheCountIsNotConfirmedByItsIndex() {
        FakeShard shard = held();
        holdings.epochOver();

        holdings.follow(orders(1, 6, Map.of(SHARD, TOKEN + 1)));

        assertThat(shard.confirmed).isZero();
        assertThat(givenUp).containsExactly(SHARD);
    }

    private FakeShard held() {
        holdings.follow(orders(1, Map.of(SHARD, TOKEN)));
        return Objects.requireNonNull(holdings.held().get(SHARD));
    }

    private static Orders orders(long sequence, Map<Integer, Long> shards) {
        return orders(sequence, 4, shards);
    }

    private static Orders orders(long sequence, int count, Map<Integer, Long> shards) {
        return new Orders(sequence, count, shards, Map.of(), Map.of());
    }

    private static long seconds(long since) {
        return Duration.ofSeconds(since).toNanos();
    }

    private static final class FakeShard implements Holdings.Shard {
        private final ShardId id;
        private long token;
        private boolean acts = true;
        private int confirmed;

        FakeShard(ShardId id, long token) {
            this.id = id;
            this.token = token;
        }

        @Override
        public ShardId id() {
            return id;
        }

        @Override
        public void confirm(long ordered) {
            token = ordered;
            acts = true;
            confirmed++;
        }

        @Override
        public void epochOver() {
            acts = false;
        }

        @Override
        public void grantIdentify(long slot) {}

        @Override
        public boolean acts(long nowNanos) {
            return acts;
        }

        @Override
        public boolean live(long nowNanos) {
            return false;
        }

        @Override
        public ShardStatus status(long nowNanos) {
            return new ShardStatus(
                    id.index(),
                    id.count(),
                    token,
                    acts ? ShardPhase.ACTIVE : ShardPhase.FENCED,
                    0,
                    -1,
                    -1,
                    0,
                    0,
                    0,
                    0,
                    Map.of(),
                    0,
                    0,
                    1,
                    1,
                    -1,
                    0,
                    null);
        }
    }
}
