package io.millrace.broker.http.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.broker.http.stream.StreamPlaces.Full;
import io.millrace.broker.http.stream.StreamPlaces.Place;
import io.millrace.protocol.ErrorCode;
import org.junit.jupiter.api.Test;

class StreamPlacesTest {
    @Test
    void refusesThePrincipalThatHasItsMostAndServesOthers() {
        // Given
        StreamPlaces places = new StreamPlaces(3, 1);
        assertThat(places.enter("a")).isInstanceOf(Place.class);

        // Then
        assertThat(((Full) places.enter("a")).problem().code()).isEqualTo(ErrorCode.QUOTA_EXCEEDED);
        assertThat(places.enter("b")).isInstanceOf(Place.class);
    }

    @Test
    void refusesEverybodyWhenTheProcessIsFull() {
        // Given
        StreamPlaces places = new StreamPlaces(2, 2);
        assertThat(places.enter("a")).isInstanceOf(Place.class);
        assertThat(places.enter("b")).isInstanceOf(Place.class);

        // Then
        assertThat(((Full) places.enter("c")).problem().code()).isEqualTo(ErrorCode.OVERLOADED);
    }

    @Test
    void countsAPlaceThatIsLeftTwiceOnce() {
        // Given
        StreamPlaces places = new StreamPlaces(2, 1);
        Place first = (Place) places.enter("a");
        Place other = (Place) places.enter("b");

        // When
        first.leave();
        first.leave();

        // Then
        assertThat(places.count()).isEqualTo(1);
        assertThat(places.enter("a")).isInstanceOf(Place.class);
        assertThat(places.enter("c")).isInstanceOf(Full.class);
        other.leave();
    }
}
