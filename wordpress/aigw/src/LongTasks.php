<?php
/**
 * Calls that take longer than a page.
 *
 * @package Aigw
 * @license GPL-2.0-or-later
 */

namespace Aigw;

use WP_Error;

defined( 'ABSPATH' ) || exit;

/**
 * Long tasks: handed over by WP-Cron with `Prefer: respond-async`, their results kept until somebody asks.
 *
 * A gateway that answers at once is done at once. One that says 202 is asked at its `location` with growing pauses, unless
 * its webhook comes first. A task is a private post of type `aigw_task`: title = id, author = who asked; its state and its answer are
 * post meta, since WordPress takes out of a post's content what its writer may not write.
 */
final class LongTasks {

	const TYPE  = 'aigw_task';
	const HOOK  = 'aigw_task';
	const TRIES = 8;
	const AGE   = 86400;

	/**
	 * Registers the hooks.
	 *
	 * @return void
	 */
	public static function register() {
		add_action( 'init', array( __CLASS__, 'type' ) );
		add_action( self::HOOK, array( __CLASS__, 'work' ) );
		add_action( 'aigw_webhook', array( __CLASS__, 'arrived' ) );
	}

	/**
	 * Registers the post type, seen by nobody.
	 *
	 * @return void
	 */
	public static function type() {
		register_post_type( self::TYPE, array( 'public' => false, 'can_export' => false, 'delete_with_user' => true, 'supports' => array( 'author' ), 'rewrite' => false, 'query_var' => false ) );
	}

	/**
	 * Hands a call over.
	 *
	 * @param array  $body    Body of `POST /api/v1/chat`.
	 * @param string $feature What for.
	 * @return string|WP_Error The task's id, which is the request id.
	 */
	public static function start( array $body, string $feature ) {
		if ( ! Connection::current()->configured() ) {
			return Gateway::error( 'aigw_not_configured', __( 'No gateway is connected yet. Paste a connect code under Settings > AI Gateway.', 'aigw' ), array( 'hop' => 'settings' ) );
		}
		$id                 = wp_generate_uuid4();
		$body['request_id'] = $id;
		$body['stream']     = false;
		$post               = wp_insert_post( array( 'post_type' => self::TYPE, 'post_status' => 'private', 'post_title' => $id, 'post_name' => $id, 'post_author' => get_current_user_id() ), true );
		if ( is_wp_error( $post ) ) {
			return $post;
		}
		if ( empty( $body['model'] ) && '' !== Settings::get( 'default_model' ) ) {
			$body['model'] = Settings::get( 'default_model' ); // The same in every try, whatever becomes of the setting.
		}
		self::note( $post, array( 'status' => 'waiting', 'body' => $body, 'who' => Attribution::now( $feature )->claims(), 'tries' => 0, 'began' => time(), 'last' => 0 ) );
		self::again( $id, 0 );
		return $id;
	}

	/**
	 * What has come of a task.
	 *
	 * @param string $id Task.
	 * @return array|null id, status ('waiting', 'done', 'failed'), text, error, cost_usd; null where there is none.
	 */
	public static function result( string $id ): ?array {
		$post = self::find( $id );
		if ( 0 === $post ) {
			return null;
		}
		$state = self::state( $post );
		return array(
			'id'       => $id,
			'status'   => $state['status'],
			'text'     => (string) ( $state['text'] ?? '' ),
			'error'    => (string) ( $state['error'] ?? '' ),
			'cost_usd' => $state['cost_usd'] ?? null,
		);
	}

	/**
	 * The next step of a task, in WP-Cron.
	 *
	 * @param string $id Task.
	 * @return void
	 */
	public static function work( $id ) {
		$post  = self::find( (string) $id );
		$state = 0 === $post ? array() : self::state( $post );
		if ( 'waiting' !== ( $state['status'] ?? '' ) ) {
			return;
		}
		$polls = isset( $state['location'] );
		if ( time() - $state['began'] > self::AGE || $state['tries'] >= ( $polls ? 200 : self::TRIES ) ) {
			self::settle( $post, Gateway::error( 'aigw_timeout', __( 'The task was given up.', 'aigw' ) ) );
			return;
		}
		$before = (int) $state['last'];
		if ( ! $polls && ! Once::safe( $before ) ) {
			self::settle( $post, Once::unknown( (string) $id ) ); // Perhaps billed, perhaps not: never a second time.
			return;
		}
		$mint    = Connection::current()->can_mint();
		$timeout = (float) Settings::get( 'admin_timeout' );
		$timeout = $mint ? $timeout : min( $timeout, Once::KNOWN - 15 );
		++$state['tries'];
		$state['last'] = $mint ? 0 : time();
		self::note( $post, $state );
		self::again( (string) $id, (int) $timeout + ( $mint ? 60 : 10 ) ); // Should this process die, another goes on.
		if ( function_exists( 'set_time_limit' ) ) {
			@set_time_limit( (int) $timeout + 30 ); // phpcs:ignore WordPress.PHP.NoSilencedErrors, Generic.PHP.NoSilencedErrors -- forbidden on some hosts.
		}
		$answer = self::exchange( $state, $timeout );
		wp_cache_delete( $post, 'post_meta' );
		$now = self::state( $post );
		if ( 'waiting' !== $now['status'] ) {
			return; // The webhook was first.
		}
		if ( is_array( $answer ) && isset( $answer['location'] ) ) {
			$state['location'] = $answer['location'];
		} elseif ( is_array( $answer ) || ! self::passing( $answer ) ) {
			self::settle( $post, $answer );
			return;
		} elseif ( ! $polls ) {
			$state['last'] = Once::last( $before, $answer );
		}
		self::note( $post, $state );
		self::again( (string) $id, (int) min( $polls || $mint ? 300 : 40, 5 * pow( 2, min( 6, $state['tries'] - 1 ) ) ) );
	}

	/**
	 * A result by webhook: type `task.done` or `task.failed`, `request_id`, and `answer` or `error`.
	 *
	 * @param array $event Event.
	 * @return void
	 */
	public static function arrived( $event ) {
		$id   = is_string( $event['request_id'] ?? null ) ? $event['request_id'] : '';
		$post = '' === $id ? 0 : self::find( $id );
		if ( 0 === $post || 'waiting' !== self::state( $post )['status'] ) {
			return;
		}
		if ( 'task.failed' === ( $event['type'] ?? '' ) ) {
			self::settle( $post, Gateway::error( sanitize_key( (string) ( $event['error'] ?? 'gateway_error' ) ), '' ) );
		} elseif ( is_array( $event['answer'] ?? null ) && isset( $event['answer']['data']['choices'] ) ) {
			self::settle( $post, $event['answer'] );
		}
	}

	/**
	 * Keeps an end and tells of it.
	 *
	 * @param int            $post   Post.
	 * @param array|WP_Error $answer What came.
	 * @return void
	 */
	private static function settle( int $post, $answer ) {
		$id     = (string) get_post_field( 'post_title', $post, 'raw' );
		$failed = is_wp_error( $answer );
		$state  = array( 'status' => $failed ? 'failed' : 'done' ) + self::state( $post );
		unset( $state['body'], $state['location'] ); // The question has done its work.
		if ( $failed ) {
			$state['error'] = (string) $answer->get_error_code();
		} else {
			$state['cost_usd'] = isset( $answer['cost_usd'] ) ? (float) $answer['cost_usd'] : null;
			$state['text']     = Answer::text( $answer );
		}
		self::note( $post, $state );
		wp_clear_scheduled_hook( self::HOOK, array( $id ) );
		global $wpdb;
		// Webhook and WP-Cron may both bring the end; whoever changes this row tells of it.
		$told = $wpdb->update( $wpdb->posts, array( 'menu_order' => 1 ), array( 'ID' => $post, 'menu_order' => 0 ) ); // phpcs:ignore WordPress.DB.DirectDatabaseQuery -- wp_update_post() does not say who was first.
		clean_post_cache( $post );
		if ( 1 !== $told ) {
			return;
		}
		/**
		 * A long task is over.
		 *
		 * @param string $id     Task.
		 * @param array  $result See LongTasks::result().
		 */
		do_action( 'aigw_task_over', $id, self::result( $id ) );
	}

	/**
	 * Plans the next step of tasks that wait and have none: the plugin was off for a while, or WP-Cron lost it.
	 *
	 * @return void
	 */
	public static function resume() {
		foreach ( get_posts( array( 'post_type' => self::TYPE, 'post_status' => 'private', 'menu_order' => 0, 'posts_per_page' => 200, 'orderby' => 'ID', 'order' => 'ASC' ) ) as $i => $post ) {
			if ( 'waiting' === self::state( $post->ID )['status'] && ! wp_next_scheduled( self::HOOK, array( $post->post_title ) ) ) {
				self::again( $post->post_title, 5 * $i );
			}
		}
	}

	/**
	 * One exchange: the call, or a look at its location.
	 *
	 * @param array $state   State of the task.
	 * @param float $timeout Seconds.
	 * @return array|WP_Error The answer; or one with `location` where it is still to come.
	 */
	private static function exchange( array $state, float $timeout ) {
		if ( ! isset( $state['location'] ) ) {
			return ( new Gateway() )->chat(
				$state['body'],
				array(
					'timeout'     => $timeout,
					'retries'     => 0,
					'attribution' => Attribution::of( $state['who'] ),
					'once_until'  => $state['began'] + self::AGE,
					'later'       => true,
				)
			);
		}
		$answer = ( new Gateway() )->get( $state['location'], array(), 10.0 );
		if ( is_array( $answer ) && isset( $answer['location'] ) ) {
			return array( 'location' => $state['location'] );
		}
		return is_wp_error( $answer ) || isset( $answer['data']['choices'] ) ? $answer : Gateway::error( 'aigw_bad_answer', '' );
	}

	/**
	 * Whether an error may pass by itself.
	 *
	 * @param WP_Error $error Error.
	 * @return bool
	 */
	private static function passing( WP_Error $error ): bool {
		$data = (array) $error->get_error_data();
		return in_array( $error->get_error_code(), array( 'aigw_timeout', 'aigw_unreachable', 'aigw_not_configured' ), true ) || in_array( (int) ( $data['status'] ?? 0 ), array( 409, 429, 500, 502, 503, 504 ), true );
	}

	/**
	 * Plans the next step.
	 *
	 * @param string $id      Task.
	 * @param int    $seconds From now.
	 * @return void
	 */
	private static function again( string $id, int $seconds ) {
		wp_clear_scheduled_hook( self::HOOK, array( $id ) );
		wp_schedule_single_event( time() + $seconds, self::HOOK, array( $id ) );
	}

	/**
	 * The post of a task; 0 where there is none.
	 *
	 * @param string $id Task.
	 * @return int
	 */
	private static function find( string $id ): int {
		if ( ! wp_is_uuid( $id ) ) {
			return 0;
		}
		$found = get_posts( array( 'post_type' => self::TYPE, 'post_status' => 'private', 'name' => $id, 'fields' => 'ids', 'posts_per_page' => 1, 'suppress_filters' => false ) );
		return (int) ( $found[0] ?? 0 );
	}

	/**
	 * The state of a task.
	 *
	 * @param int $post Post.
	 * @return array
	 */
	private static function state( int $post ): array {
		$state = get_post_meta( $post, '_aigw_task', true );
		return ( is_array( $state ) ? $state : array() ) + array( 'status' => 'failed', 'who' => array(), 'tries' => 0, 'began' => 0, 'last' => 0 );
	}

	/**
	 * Keeps the state of a task.
	 *
	 * @param int   $post  Post.
	 * @param array $state State.
	 * @return void
	 */
	private static function note( int $post, array $state ) {
		update_post_meta( $post, '_aigw_task', wp_slash( $state ) );
	}
}
