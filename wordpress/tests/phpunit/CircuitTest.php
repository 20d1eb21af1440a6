<?php
require_once __DIR__ . '/CoreCase.php';

use Aigw\Circuit;
use Aigw\Lock;
use Aigw\Patience;

/**
 * Pages while the gateway hangs.
 */
final class CircuitTest extends CoreCase {

	protected function setUp(): void {
		parent::setUp();
		$this->connect( 'secret of ' . $this->getName() );
	}

	/** The fuse went out that many seconds ago. */
	private function out( int $ago ): void {
		Circuit::note( Aigw\Gateway::error( 'aigw_timeout', '' ) );
		$name          = 'aigw_circuit_' . Aigw\Connection::current()->fingerprint();
		$open          = get_transient( $name );
		$open['until'] -= $ago;
		set_transient( $name, $open, HOUR_IN_SECONDS );
	}

	public function test_one_request_tries_after_the_pause_and_the_others_do_not(): void {
		$this->out( 29 );
		$this->assertFalse( Circuit::may_ask() );

		$this->out( 31 );

		$this->assertSame( array( true, false, false ), array( Circuit::may_ask(), Circuit::may_ask(), Circuit::may_ask() ) );
	}

	public function test_an_answer_to_the_one_lets_all_in(): void {
		$this->out( 31 );
		$this->assertTrue( Circuit::may_ask() );

		Circuit::note( array( 'id' => 'x' ) );

		$this->assertTrue( Circuit::may_ask() && Circuit::may_ask() );
	}

	public function test_a_refusal_by_the_gateway_is_a_sign_of_life_too(): void {
		$this->out( 31 );
		$this->assertTrue( Circuit::may_ask() );

		Circuit::note( Aigw\Gateway::error( 'unknown_model', '', array( 'status' => 404 ) ) );

		$this->assertTrue( Circuit::may_ask() && Circuit::may_ask() );
	}

	public function test_no_answer_to_the_one_keeps_all_out_for_another_pause(): void {
		$this->out( 31 );
		$this->assertTrue( Circuit::may_ask() );

		Circuit::note( Aigw\Gateway::error( 'aigw_timeout', '' ) );

		$this->assertFalse( Circuit::may_ask() );
	}

	public function test_one_that_never_reached_the_network_leaves_the_try_to_the_next(): void {
		$this->out( 31 );
		$this->assertTrue( Circuit::may_ask() );

		Circuit::note( Aigw\Gateway::error( 'budget_exceeded', '' ) );

		$this->assertSame( array( true, false ), array( Circuit::may_ask(), Circuit::may_ask() ) );
	}

	public function test_a_lock_whose_holder_died_is_free_again_for_one(): void {
		$this->assertTrue( Lock::take( 'x', -1 ) );

		$this->assertSame( array( true, false ), array( Lock::take( 'x', 60 ), Lock::take( 'x', 60 ) ) );
		Lock::free( 'x' );
		$this->assertTrue( Lock::take( 'x', 60 ) );
	}

	public function test_locks_that_are_over_are_swept_out(): void {
		global $wpdb;
		Lock::take( 'over', -1 );
		Lock::take( 'held', 60 );

		do_action( 'delete_expired_transients' );

		$this->assertSame( '1', $wpdb->get_var( "SELECT COUNT(*) FROM {$wpdb->options} WHERE option_name LIKE 'aigw\\_lock\\_%'" ) );
	}

	public function test_all_calls_of_a_page_together_wait_no_longer_than_one_may(): void {
		$this->play(
			function () {
				Patience::waited( 1.5 ); // As if the gateway had taken so long.
				return $this->said( 'slow' );
			}
		);

		foreach ( array( 'one', 'two', 'three', 'four' ) as $question ) {
			do_shortcode( "[aigw]{$question}[/aigw]" );
		}

		$this->assertCount( 2, $this->sent );
		$this->assertLessThanOrEqual( 0.5, (float) $this->sent[1]['timeout'] );
	}

	public function test_who_is_no_visitor_may_wait_longer(): void {
		$this->assertSame( 2.0, Patience::seconds() );
		wp_set_current_user( 1 );
		set_current_screen( 'dashboard' );
		$this->assertSame( 60.0, Patience::seconds() );
		add_filter( 'wp_doing_ajax', '__return_true' );
		$this->assertSame( 60.0, Patience::seconds() );
		wp_set_current_user( 0 );
		$this->assertSame( 2.0, Patience::seconds() );
	}

	public function test_a_page_that_finds_another_asking_the_same_does_not_ask_too(): void {
		$inner = '';
		$this->play(
			function () use ( &$inner ) {
				$inner = do_shortcode( '[aigw]the same[/aigw]' ); // Another visitor, meanwhile.
				return $this->said( 'Hi' );
			}
		);

		do_shortcode( '[aigw]the same[/aigw]' );

		$this->assertCount( 1, $this->sent );
		$this->assertStringContainsString( 'takes longer than usual', $inner );
	}
}
