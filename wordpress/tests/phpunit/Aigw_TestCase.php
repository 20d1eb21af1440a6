<?php
/**
 * A test in a database transaction that is rolled back, with hooks put back as they were.
 */
abstract class Aigw_TestCase extends PHPUnit\Framework\TestCase {
	/**
	 * Hooks as they were before the test.
	 *
	 * @var array<string,WP_Hook>
	 */
	private $hooks = array();

	/**
	 * Begins.
	 */
	protected function setUp(): void {
		global $wpdb, $wp_filter;
		$wpdb->query( 'SET autocommit = 0' );
		$wpdb->query( 'START TRANSACTION' );
		wp_cache_flush();
		wp_set_current_user( 0 );
		$this->hooks = array_map(
			function ( $hook ) {
				return clone $hook;
			},
			$wp_filter
		);
		// WordPress would end the process, and with it all tests.
		add_filter(
			'wp_die_handler',
			function () {
				return function ( $message ) {
					throw new RuntimeException( 'wp_die: ' . wp_strip_all_tags( is_wp_error( $message ) ? $message->get_error_message() : (string) $message ) );
				};
			},
			1
		);
	}

	/**
	 * Undoes.
	 */
	protected function tearDown(): void {
		global $wpdb;
		$wpdb->query( 'ROLLBACK' );
		$wpdb->query( 'SET autocommit = 1' );
		$GLOBALS['wp_filter'] = $this->hooks;
		wp_cache_flush();
		$_GET  = array();
		$_POST = array();
	}

	/**
	 * Answers every HTTP request of WordPress by a function( array $args, string $url ) instead of the network.
	 */
	protected function answer( callable $by ): void {
		add_filter(
			'pre_http_request',
			function ( $no, $args, $url ) use ( $by ) {
				return $by( $args, $url );
			},
			10,
			3
		);
	}
}
