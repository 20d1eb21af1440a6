<?php
/**
 * Which ability asks.
 *
 * @package Aigw
 * @license GPL-2.0-or-later
 */

namespace Aigw\AiClient;

defined( 'ABSPATH' ) || exit;

/**
 * Remembers which of WordPress's abilities is at work: that is the feature that a call is for.
 */
final class Abilities {

	/**
	 * Names of the abilities at work, the innermost last.
	 *
	 * @var string[]
	 */
	private static $running = array();

	/**
	 * Registers the hooks.
	 *
	 * @return void
	 */
	public static function register() {
		add_action( 'wp_before_execute_ability', array( __CLASS__, 'begins' ) );
		add_filter( 'wp_ability_execute_result', array( __CLASS__, 'result' ), PHP_INT_MAX, 2 );
		add_action( 'wp_after_execute_ability', array( __CLASS__, 'ends' ) );
	}

	/**
	 * An ability begins. Older versions of WordPress do not tell of the end of one that fails, so a name that comes again begins anew.
	 *
	 * @param string $name For example ai/title-generation.
	 * @return void
	 */
	public static function begins( $name ) {
		self::ends( $name );
		self::$running[] = (string) $name;
	}

	/**
	 * An ability ends, and with it whatever began within it.
	 *
	 * @param string $name Its name.
	 * @return void
	 */
	public static function ends( $name ) {
		$at = array_search( (string) $name, self::$running, true );
		if ( false !== $at ) {
			self::$running = array_slice( self::$running, 0, (int) $at );
		}
	}

	/**
	 * An ability has its result, good or bad; newer versions of WordPress tell so.
	 *
	 * @param mixed  $result The result; not touched.
	 * @param string $name   The ability's name.
	 * @return mixed
	 */
	public static function result( $result, $name ) {
		self::ends( $name );
		return $result;
	}

	/**
	 * The feature that a call is for right now: the ability at work, else 'ai-client'.
	 *
	 * @return string
	 */
	public static function feature(): string {
		$name = end( self::$running );
		return false === $name ? 'ai-client' : $name;
	}
}
