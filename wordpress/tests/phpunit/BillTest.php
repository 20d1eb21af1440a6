<?php
require_once __DIR__ . '/CoreCase.php';

use Aigw\LongTasks;
use Aigw\Once;

/**
 * What was perhaps billed is never billed a second time.
 */
final class BillTest extends CoreCase {

	/** A task's state as it is after its process died that many seconds ago, in the middle of the call. */
	private function dies( string $id, int $ago ): void {
		$post          = get_posts( array( 'post_type' => LongTasks::TYPE, 'post_status' => 'private', 'name' => $id ) )[0]->ID;
		$state         = get_post_meta( $post, '_aigw_task', true );
		$state['last'] = 0 === $state['last'] ? 0 : time() - $ago;
		update_post_meta( $post, '_aigw_task', wp_slash( $state ) );
	}

	private function with_key(): void {
		Aigw\Credentials::store( array( 'url' => 'http://gateway.test:8480', 'tenant' => '', 'kind' => 'key', 'credential' => 'aigw_sk_x' ) );
	}

	/** The process dies while it waits. */
	private function killed(): void {
		$this->play(
			static function () {
				throw new DomainException( 'killed' );
			}
		);
	}

	private function begin(): string {
		$id = aigw_chat_async( 'Tell' );
		try {
			LongTasks::work( $id );
			$this->fail();
		} catch ( DomainException $dead ) {
			$this->assertSame( 'waiting', aigw_task( $id )['status'] );
		}
		return $id;
	}

	public function test_a_task_whose_process_died_is_asked_again_by_a_token_that_is_good_for_one_call(): void {
		$this->connect();
		$this->killed();
		$id = $this->begin();
		$this->dies( $id, 3600 );

		try {
			LongTasks::work( $id );
		} catch ( DomainException $dead ) {
			unset( $dead );
		}

		$this->assertCount( 2, $this->sent );
		$this->assertSame( $this->sent[0]['body'], $this->sent[1]['body'] );
		$this->assertSame( array( true, $id ), array( $this->claims( 1 )['once'], $this->claims( 1 )['jti'] ) );
		$this->assertSame( $this->claims( 0 )['exp'], $this->claims( 1 )['exp'] ); // As long as that lives, the gateway knows the answer.
		$this->assertGreaterThan( time() + 80000, $this->claims( 1 )['exp'] );
	}

	public function test_without_a_secret_it_is_given_up_in_plain_words_once_the_gateway_has_forgotten_it(): void {
		$this->with_key();
		$this->killed();
		$id = $this->begin();
		$this->dies( $id, Once::KNOWN + 1 );

		LongTasks::work( $id );

		$this->assertCount( 1, $this->sent );
		$this->assertSame( array( 'failed', 'aigw_unknown' ), array( aigw_task( $id )['status'], aigw_task( $id )['error'] ) );
		$this->assertStringContainsString( 'billed a second time', Once::unknown( $id )->get_error_message() );
	}

	public function test_without_a_secret_it_is_asked_again_while_the_gateway_surely_knows_it(): void {
		$this->with_key();
		$this->killed();
		$id = $this->begin();
		$this->dies( $id, 40 );

		try {
			LongTasks::work( $id );
		} catch ( DomainException $dead ) {
			unset( $dead );
		}

		$this->assertCount( 2, $this->sent );
		$this->assertLessThan( Once::KNOWN, wp_next_scheduled( LongTasks::HOOK, array( $id ) ) - time() );
	}

	/** @dataProvider ends */
	public function test_tells_which_end_of_an_attempt_leaves_the_call_under_way( string $code, array $data, bool $way ): void {
		$last = Once::last( 7, Aigw\Gateway::error( $code, '', $data ) );

		$this->assertSame( $way, $last >= time() - 1 );
	}

	public function ends(): array {
		return array(
			'no answer in time'       => array( 'aigw_timeout', array( 'hop' => 'http' ), true ),
			'broken off'              => array( 'aigw_unreachable', array( 'hop' => 'http' ), true ),
			'a proxy gave up'         => array( 'aigw_bad_answer', array( 'status' => 504, 'hop' => 'http' ), true ),
			'asked elsewhere'         => array( 'request_in_progress', array( 'status' => 409 ), true ),
			'nobody there'            => array( 'aigw_unreachable', array( 'hop' => 'connect' ), false ),
			'the fuse was out'        => array( 'aigw_unreachable', array( 'hop' => 'http', 'circuit' => true ), false ),
			'refused by the gateway'  => array( 'rate_limited_minute', array( 'status' => 429 ), false ),
			'stopped before the wire' => array( 'budget_exceeded', array(), false ),
		);
	}

	public function test_a_shortcode_that_may_have_been_billed_is_not_asked_again_before_its_time_is_over(): void {
		$this->with_key();
		$this->play(
			function () {
				return $this->timed_out();
			}
		);
		$html = do_shortcode( '[aigw]dear[/aigw]' );
		foreach ( wp_load_alloptions() + array_flip( $this->transients() ) as $name => $value ) {
			if ( preg_match( '/^_transient_(aigw_answer_\w+_id)$/', (string) $name, $m ) ) {
				$call         = get_transient( $m[1] );
				$call['last'] = time() - Once::KNOWN - 1;
				set_transient( $m[1], $call, 3600 );
			}
		}
		Aigw\Circuit::reset();
		Aigw\Patience::renew();

		$again = do_shortcode( '[aigw]dear[/aigw]' );

		$this->assertCount( 1, $this->sent );
		$this->assertStringContainsString( 'longer than usual', $html );
		$this->assertStringContainsString( 'not available', $again );
	}

	private function transients(): array {
		global $wpdb;
		return $wpdb->get_col( "SELECT option_name FROM {$wpdb->options} WHERE option_name LIKE '%aigw_answer_%_id'" );
	}

	public function test_a_task_is_over_once_whoever_brings_the_end(): void {
		$this->connect();
		$answer = $this->said( 'By hook' )[1];
		$over   = 0;
		$id     = aigw_chat_async( 'Tell' );
		add_action(
			'aigw_task_over',
			static function () use ( &$over ) {
				++$over;
			}
		);
		$this->play(
			function () use ( $id, $answer ) {
				do_action( 'aigw_webhook', array( 'id' => 'e', 'timestamp' => time(), 'type' => 'task.done', 'request_id' => $id, 'answer' => $answer ) );
				return array( 503, array( 'error' => 'overloaded' ) );
			}
		);

		LongTasks::work( $id );

		$this->assertSame( array( 1, 'done', 'By hook' ), array( $over, aigw_task( $id )['status'], aigw_task( $id )['text'] ) );
		$this->assertFalse( wp_next_scheduled( LongTasks::HOOK, array( $id ) ) );
	}

	public function test_old_tasks_are_deleted_daily(): void {
		$this->connect();
		$old = aigw_chat_async( 'Old' );
		$new = aigw_chat_async( 'New' );
		wp_update_post( array( 'ID' => get_posts( array( 'post_type' => LongTasks::TYPE, 'post_status' => 'private', 'name' => $old ) )[0]->ID, 'post_date' => gmdate( 'Y-m-d H:i:s', time() - 31 * DAY_IN_SECONDS ), 'post_date_gmt' => gmdate( 'Y-m-d H:i:s', time() - 31 * DAY_IN_SECONDS ), 'edit_date' => true ) );

		do_action( 'delete_expired_transients' );

		$this->assertNull( aigw_task( $old ) );
		$this->assertSame( 'waiting', aigw_task( $new )['status'] );
	}
}
